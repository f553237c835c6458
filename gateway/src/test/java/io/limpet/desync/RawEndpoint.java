package io.limpet.desync;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.limpet.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// An endpoint that keeps every byte that it gets.
final class RawEndpoint implements AutoCloseable {
  private final ServerSocket listening;
  private final List<RawConnection> connections = new CopyOnWriteArrayList<>();
  private final AtomicReference<@Nullable RawConnection> replied = new AtomicReference<>();
  private volatile Row.Reply reply = Row.Reply.USUAL;

  RawEndpoint() throws IOException {
    listening = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().name("raw endpoint").start(this::accept);
  }

  int port() {
    return listening.getLocalPort();
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        Socket socket = listening.accept();
        socket.setTcpNoDelay(true);
        RawConnection connection = new RawConnection(this, socket);
        connections.add(connection);
        Thread.ofVirtual().start(connection::serve);
      } catch (IOException closed) {
        return;
      }
    }
  }

  /// A row begins: what came before it is forgotten.
  void begin(Row.Reply first) {
    settle();
    connections.removeIf(RawConnection::over);
    connections.forEach(RawConnection::forget);
    reply = first;
    replied.set(null);
  }

  /// The row's reply, for the one request that gets it; `early`: only its head is there.
  Row.Reply reply(RawConnection to, boolean early) {
    Row.Reply first = reply;
    boolean mine = !first.bytes().isEmpty() && first.early() == early;
    return mine && replied.compareAndSet(null, to) ? first : Row.Reply.USUAL;
  }

  /// Sends what is late, and waits until the proxy has had enough of that connection.
  void late() {
    RawConnection to = Objects.requireNonNull(replied.get());
    to.write(reply.late());
    Await.until("the proxy closes a connection with surplus bytes", to::over);
  }

  /// Waits until no request is half read: whatever was given up on the way is closed.
  void settle() {
    Await.until(
        "requests are whole or given up: " + bytes(),
        () -> connections.stream().allMatch(each -> each.over() || each.idle()));
  }

  /// All that came since the row began, by connection.
  List<String> bytes() {
    return connections.stream().map(RawConnection::bytes).toList();
  }

  /// The requests that were read since the row began.
  List<Reading.Message> requests() {
    return connections.stream().flatMap(each -> each.requests().stream()).toList();
  }

  @Override
  public void close() {
    try {
      listening.close();
      for (RawConnection each : connections) {
        each.close();
      }
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  static byte[] latin1(String text) {
    return text.getBytes(ISO_8859_1);
  }
}
