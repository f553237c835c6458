package io.limpet.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/// Clients that ask again and again, each on a connection that it keeps, as browsers and load
/// balancers do. A failure is an answer that does not come whole, or is no 200.
///
/// One end of a connection without an answer is no failure: that of a connection that was used
/// before, in place of an answer's first byte. HTTP lets a server do that at any time, so clients
/// ask again (RFC 9112 §9.3.1). It is counted.
///
/// Nor is that of a new connection after which nobody listens: the kernel completes handshakes for
/// a listener by itself, and resets those that nobody has accepted when it closes. A client cannot
/// tell that from being refused a moment later. It is counted with those, and once more by itself.
final class SteadyLoad implements AutoCloseable {
  private static final Duration PACE = Duration.ofMillis(50);

  private final int port;
  private final CountDownLatch running;
  private final Map<String, LongAdder> answers = new ConcurrentHashMap<>();
  private final Queue<String> failures = new ConcurrentLinkedQueue<>();
  private final AtomicInteger askedAgain = new AtomicInteger();
  private final AtomicInteger told = new AtomicInteger();
  private final AtomicInteger refused = new AtomicInteger();
  private final AtomicInteger cutOff = new AtomicInteger();
  private volatile boolean stopped;

  /// Begins.
  SteadyLoad(int port, int clients) {
    this.port = port;
    this.running = new CountDownLatch(clients);
    for (int i = 0; i < clients; i++) {
      Thread.ofVirtual().start(this::client);
    }
  }

  /// How many answers had this body.
  long answers(String body) {
    LongAdder count = answers.get(body);
    return count == null ? 0 : count.sum();
  }

  Queue<String> failures() {
    return failures;
  }

  int askedAgain() {
    return askedAgain.get();
  }

  /// How many answers said that the connection ends.
  int told() {
    return told.get();
  }

  /// How many clients found nobody who listens, and gave up.
  int refused() {
    return refused.get();
  }

  /// How many of those had connected just before, but nobody took the connection.
  int cutOff() {
    return cutOff.get();
  }

  /// Whether every client gave up.
  boolean isOver() {
    return running.getCount() == 0;
  }

  @Override
  public void close() {
    stopped = true;
    try {
      running.await();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void client() {
    boolean cut = false;
    try {
      while (!stopped) {
        cut = !connection(cut);
      }
      noteIf(cut);
    } catch (ConnectException nobody) {
      refused.incrementAndGet();
      cutOff.addAndGet(cut ? 1 : 0);
    } catch (IOException failed) {
      failures.add(failed.toString());
    } finally {
      running.countDown();
    }
  }

  /// Whether it was answered at all. `cut`: the one before was not.
  private boolean connection(boolean cut) throws IOException {
    try (Socket socket = new Socket()) {
      boolean connected = connect(socket);
      noteIf(cut); // somebody listens still
      if (!connected) {
        return false;
      }
      socket.setTcpNoDelay(true);
      socket.setSoTimeout((int) Duration.ofSeconds(10).toMillis());
      InputStream in = new BufferedInputStream(socket.getInputStream());
      Outcome outcome = ask(socket, in);
      boolean answered = outcome != Outcome.ENDED;
      while (outcome == Outcome.LIVES && !stopped) {
        LockSupport.parkNanos(PACE.toNanos());
        outcome = ask(socket, in);
      }
      return answered;
    }
  }

  private void noteIf(boolean cut) {
    if (cut) {
      failures.add("a new connection ended without an answer");
    }
  }

  /// Whether the handshake was not reset.
  private boolean connect(Socket socket) throws IOException {
    try {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (ConnectException nobody) {
      throw nobody;
    } catch (SocketException reset) {
      return false;
    }
  }

  private enum Outcome {
    /// Without an answer.
    ENDED,
    /// The answer was the last.
    TOLD,
    LIVES
  }

  private Outcome ask(Socket socket, InputStream in) throws IOException {
    int octet;
    try {
      socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: test\r\n\r\n".getBytes(ISO_8859_1));
      octet = in.read();
    } catch (IOException gone) {
      octet = -1;
    }
    if (octet < 0) {
      askedAgain.incrementAndGet();
      return Outcome.ENDED;
    }
    String head = (char) octet + head(in);
    String body = new String(in.readNBytes(length(head)), ISO_8859_1);
    answers.computeIfAbsent(body, _ -> new LongAdder()).increment();
    if (!head.startsWith("HTTP/1.1 200 ")) {
      failures.add(head.lines().findFirst().orElse("") + " " + body);
    }
    boolean ends = head.contains("connection: close");
    if (ends) {
      told.incrementAndGet();
    }
    return ends ? Outcome.TOLD : Outcome.LIVES;
  }

  private static String head(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    int newLines = 0;
    while (newLines < 2) {
      int octet = in.read();
      if (octet < 0) {
        throw new EOFException("the connection ended within a head: " + head);
      }
      head.write(octet);
      newLines = octet == '\n' ? newLines + 1 : octet == '\r' ? newLines : 0;
    }
    return head.toString(ISO_8859_1);
  }

  private static int length(String head) {
    return head.lines()
        .filter(line -> line.startsWith("content-length: "))
        .mapToInt(line -> Integer.parseInt(line.substring("content-length: ".length())))
        .findFirst()
        .orElse(0);
  }
}
