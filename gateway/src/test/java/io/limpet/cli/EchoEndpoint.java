package io.limpet.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/// An endpoint that lets every client have a WebSocket, or a tunnel, and gives back what comes in
/// it.
final class EchoEndpoint implements AutoCloseable {
  private static final String SWITCHED =
      "HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n";
  private static final String END = "\r\n\r\n";
  private static final int MOST = 1024;

  private final ServerSocket listening = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());

  EchoEndpoint() throws IOException {
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

  private static void serve(Socket socket) {
    try (socket) {
      String first = read(socket);
      if (first.startsWith("GET ")) {
        while (!first.contains(END)) {
          first += read(socket);
        }
        first = SWITCHED + first.substring(first.indexOf(END) + END.length());
      }
      write(socket, first);
      while (true) {
        write(socket, read(socket));
      }
    } catch (IOException gone) {
      // The gateway is done with the connection.
    }
  }

  /// What comes next; throws at the end.
  static String read(Socket socket) throws IOException {
    InputStream in = socket.getInputStream();
    byte[] bytes = new byte[MOST];
    int count = in.read(bytes);
    if (count < 0) {
      throw new IOException("the end");
    }
    return new String(bytes, 0, count, ISO_8859_1);
  }

  static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(ISO_8859_1));
  }

  @Override
  public void close() throws IOException {
    listening.close();
  }
}
