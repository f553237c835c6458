package io.limpet.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;

/// A client of HTTP/1.1 that has a WebSocket, or a tunnel, to an [EchoEndpoint].
record Tunnel(Socket socket) implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 10_000;

  /// Asks for it; the answer must have this status.
  static Tunnel opened(int port, String request, String status) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(PATIENCE_MILLIS);
    EchoEndpoint.write(socket, request);
    String answer = EchoEndpoint.read(socket);
    while (!answer.endsWith("\r\n\r\n")) {
      answer += EchoEndpoint.read(socket);
    }
    if (!answer.startsWith("HTTP/1.1 " + status)) {
      throw new IOException("not opened: " + answer);
    }
    return new Tunnel(socket);
  }

  boolean echoes(String text) throws IOException {
    EchoEndpoint.write(socket, text);
    return EchoEndpoint.read(socket).equals(text);
  }

  /// Whether it ends, after as long a wait as that takes.
  boolean isCut() throws IOException {
    try {
      return socket.getInputStream().read() < 0;
    } catch (SocketException reset) {
      return true;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
