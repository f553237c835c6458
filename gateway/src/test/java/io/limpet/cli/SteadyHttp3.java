package io.limpet.cli;

import io.limpet.Http2Peer;
import io.limpet.Http3Peer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/// A client of HTTP/3 that asks again and again on one connection, and on another one when it is
/// told to come anew. A failure is an answer that does not come whole.
final class SteadyHttp3 implements AutoCloseable {
  private static final List<String> GET =
      List.of(":method: GET", ":scheme: https", ":authority: example.com", ":path: /");

  private final InetSocketAddress to;
  private final Map<String, LongAdder> answers = new ConcurrentHashMap<>();
  private final Queue<String> failures = new ConcurrentLinkedQueue<>();
  private final AtomicInteger told = new AtomicInteger();
  private final Thread asking;
  private volatile boolean stopped;

  /// Begins.
  SteadyHttp3(int port) {
    to = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    asking = Thread.ofVirtual().start(this::ask);
  }

  /// How many answers had this body.
  long answers(String body) {
    LongAdder count = answers.get(body);
    return count == null ? 0 : count.sum();
  }

  Queue<String> failures() {
    return failures;
  }

  /// How many connections were told that they end.
  int told() {
    return told.get();
  }

  private void ask() {
    try {
      while (!stopped) {
        try (Http3Peer client = new Http3Peer(to, "")) {
          while (!stopped && client.goAways().isEmpty()) {
            count(client.await(client.head(GET, true)));
          }
          told.addAndGet(client.goAways().isEmpty() ? 0 : 1);
        }
      }
    } catch (IOException failed) {
      failures.add(String.valueOf(failed));
    }
  }

  private void count(Http2Peer.Message answer) {
    if (answer.head().isEmpty() || !answer.header(":status").equals("200")) {
      failures.add("answer " + answer.head() + answer.body());
      stopped = true;
      return;
    }
    answers.computeIfAbsent(answer.body(), _ -> new LongAdder()).increment();
  }

  @Override
  public void close() {
    stop();
  }

  /// Asks no more, and leaves.
  void stop() {
    stopped = true;
    try {
      asking.join();
    } catch (InterruptedException over) {
      Thread.currentThread().interrupt();
    }
  }
}
