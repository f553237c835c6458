package io.limpet.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/// An endpoint that thinks for a while before it answers with its name, so that requests are under
/// way whenever one looks.
final class SlowEndpoint implements AutoCloseable {
  private final String name;
  private final Duration thinks;
  private final ServerSocket listening;

  SlowEndpoint(String name, Duration thinks) throws IOException {
    this.name = name;
    this.thinks = thinks;
    this.listening = new ServerSocket(0, 512, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return listening.getLocalPort();
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        Socket socket = listening.accept();
        Thread.ofVirtual().start(() -> serve(socket));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    String answer = "HTTP/1.1 200 OK\r\ncontent-length: " + name.length() + "\r\n\r\n" + name;
    try (socket) {
      socket.setTcpNoDelay(true);
      var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        if (line.isEmpty()) {
          LockSupport.parkNanos(thinks.toNanos());
          socket.getOutputStream().write(answer.getBytes(ISO_8859_1));
        }
      }
    } catch (IOException gone) {
      // The gateway is done with the connection.
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
  }
}
