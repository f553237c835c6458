package io.limpet.proxy;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/// An endpoint that does on each connection what its script says, however rude.
final class FakeUpstream implements AutoCloseable {
  /// What it does on a connection.
  interface Script {
    void serve(Wire wire, FakeUpstream self) throws IOException;
  }

  private final ServerSocket listening;
  private final Script script;
  private final List<Wire> open = new CopyOnWriteArrayList<>();
  private final List<Wire.Message> requests = new CopyOnWriteArrayList<>();
  private final AtomicInteger connections = new AtomicInteger();

  FakeUpstream(Script script) throws IOException {
    this.listening = new ServerSocket(0, 512, Plans.LOOPBACK);
    this.script = script;
    Thread.ofVirtual().start(this::accept);
  }

  /// Answers every request with its own address.
  static FakeUpstream echoing() throws IOException {
    return new FakeUpstream((wire, self) -> self.answerAll(wire, self.address()));
  }

  static FakeUpstream answering(String response) throws IOException {
    return new FakeUpstream(
        (wire, self) -> {
          while (true) {
            self.read(wire);
            wire.send(response);
          }
        });
  }

  void answerAll(Wire wire, String body) throws IOException {
    while (true) {
      read(wire);
      wire.send("HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
    }
  }

  Wire.Message read(Wire wire) throws IOException {
    Wire.Message request = wire.request();
    requests.add(request);
    return request;
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        Socket socket = listening.accept();
        connections.incrementAndGet();
        Thread.ofVirtual().start(() -> serve(socket));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (Wire wire = new Wire(socket)) {
      open.add(wire);
      script.serve(wire, this);
    } catch (EOFException | java.net.SocketException gone) {
      // The proxy is done with the connection.
    } catch (IOException problem) {
      throw new java.io.UncheckedIOException(problem);
    }
  }

  InetSocketAddress socketAddress() {
    return (InetSocketAddress) listening.getLocalSocketAddress();
  }

  String address() {
    return "127.0.0.1:" + listening.getLocalPort();
  }

  /// The requests that came, in order.
  List<Wire.Message> requests() {
    return requests;
  }

  int connections() {
    return connections.get();
  }

  /// Ends every connection, and goes on listening.
  void hangUp() throws IOException {
    for (Wire wire : open) {
      wire.close();
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
    hangUp();
  }
}
