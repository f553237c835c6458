package io.limpet.sameness;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// One connection of a client through a proxy, and that of its endpoint, as a script has them: who
/// does what, step by step.
///
/// A step is `client` or `endpoint`, and then `says TEXT`, `hears TEXT`, `ends` (its side),
/// `leaves` (both sides), `resets`, `is ended`, `is reset`. The endpoint accepts before its first.
final class Life implements AutoCloseable {
  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

  private final ServerSocket listening;
  private final Socket client;
  private @Nullable Socket endpoint;

  Life(int port, ServerSocket listening) throws IOException {
    this.listening = listening;
    this.client = new Socket(LOOPBACK, port);
    client.setSoTimeout((int) Pressed.LIMIT.toMillis());
  }

  void step(String text) throws IOException {
    String[] words = text.split(" ", 3);
    Socket socket = words[0].equals("client") ? client : endpoint();
    String rest = words.length > 2 ? words[2] : "";
    switch (words[1]) {
      case "says" -> socket.getOutputStream().write(rest.getBytes(ISO_8859_1));
      case "hears" -> hears(socket, rest);
      case "ends" -> socket.shutdownOutput();
      case "leaves" -> socket.close();
      case "resets" -> {
        socket.setSoLinger(true, 0);
        socket.close();
      }
      case "is" -> assertThat(end(socket)).as(text).isEqualTo(rest);
      default -> throw new IllegalArgumentException(text);
    }
  }

  private Socket endpoint() throws IOException {
    Socket open = endpoint;
    if (open == null) {
      open = listening.accept();
      open.setSoTimeout((int) Pressed.LIMIT.toMillis());
      endpoint = open;
    }
    return open;
  }

  private static void hears(Socket socket, String text) throws IOException {
    StringBuilder heard = new StringBuilder();
    while (heard.indexOf(text) < 0) {
      int octet = socket.getInputStream().read();
      assertThat(octet).as("after %s, waiting for %s", heard, text).isNotNegative();
      heard.append((char) octet);
    }
  }

  private static String end(Socket socket) throws IOException {
    try {
      while (socket.getInputStream().read() >= 0) {
        // What was said before the end.
      }
      return "ended";
    } catch (SocketException reset) {
      assertThat(String.valueOf(reset.getMessage()).toLowerCase(Locale.ROOT)).contains("reset");
      return "reset";
    }
  }

  @Override
  public void close() throws IOException {
    client.close();
    Socket open = endpoint;
    if (open != null) {
      open.close();
    }
  }
}
