package io.limpet.sameness;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/// An endpoint of the web, in HTTP/1.1: a page, a place where that tells its results, and a
/// WebSocket (RFC 6455) that pings first and then gives back what it is sent, frame by frame.
final class WebSocketEndpoint implements AutoCloseable {
  private static final String KEY = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  private static final int TEXT = 1;
  private static final int CLOSE = 8;
  private static final int PING = 9;
  private static final int PONG = 10;
  private static final int LAST = 0x80;

  private final ServerSocket listening = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
  private final String page;
  private final BlockingQueue<String> results = new LinkedBlockingQueue<>();

  WebSocketEndpoint(String page) throws IOException {
    this.page = page;
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return listening.getLocalPort();
  }

  /// What pages told, in order.
  BlockingQueue<String> results() {
    return results;
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
    try (socket) {
      DataInputStream in = new DataInputStream(socket.getInputStream());
      while (answer(in, socket.getOutputStream())) {
        // One request after the other.
      }
    } catch (IOException | NoSuchAlgorithmException gone) {
      // Whoever asked sees its end.
    }
  }

  private boolean answer(DataInputStream in, OutputStream out)
      throws IOException, NoSuchAlgorithmException {
    String first = line(in);
    Map<String, String> headers = new HashMap<>();
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    if (headers.containsKey("upgrade")) {
      String key = headers.getOrDefault("sec-websocket-key", "");
      out.write(
          ("HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: Upgrade\r\n"
                  + "sec-websocket-accept: %s\r\n\r\n")
              .formatted(accepts(key))
              .getBytes(ISO_8859_1));
      echo(in, out);
      return false;
    }
    byte[] body = in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
    if (first.startsWith("POST")) {
      results.add(new String(body, UTF_8));
    }
    String text = first.startsWith("GET") ? page : "";
    out.write(
        "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: %d\r\n\r\n%s"
            .formatted(text.length(), text)
            .getBytes(ISO_8859_1));
    return true;
  }

  private static String accepts(String key) throws NoSuchAlgorithmException {
    byte[] hash = MessageDigest.getInstance("SHA-1").digest((key + KEY).getBytes(ISO_8859_1));
    return Base64.getEncoder().encodeToString(hash);
  }

  private static String line(DataInputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int letter = in.read(); letter != '\n'; letter = in.read()) {
      if (letter < 0) {
        throw new EOFException();
      }
      line.append((char) letter);
    }
    return line.toString().strip();
  }

  /// The ping's answer is told as a text; then each message comes back, and each ping is answered.
  private static void echo(DataInputStream in, OutputStream out) throws IOException {
    send(out, LAST | PING, "are you there".getBytes(UTF_8));
    while (true) {
      int first = in.readUnsignedByte();
      int kind = first & 0xf;
      byte[] content = content(in);
      switch (kind) {
        case PING -> send(out, LAST | PONG, content);
        case PONG -> send(out, LAST | TEXT, ("pong " + new String(content, UTF_8)).getBytes(UTF_8));
        default -> send(out, first, content);
      }
      if (kind == CLOSE) {
        return;
      }
    }
  }

  private static byte[] content(DataInputStream in) throws IOException {
    int size = in.readUnsignedByte() & 0x7f;
    if (size == 126) {
      size = in.readUnsignedShort();
    } else if (size == 127) {
      size = (int) in.readLong();
    }
    byte[] mask = in.readNBytes(4);
    byte[] content = in.readNBytes(size);
    for (int i = 0; i < content.length; i++) {
      content[i] ^= mask[i % 4];
    }
    return content;
  }

  private static void send(OutputStream out, int first, byte[] content) throws IOException {
    ByteBuffer frame = ByteBuffer.allocate(content.length + 10).put((byte) first);
    if (content.length < 126) {
      frame.put((byte) content.length);
    } else if (content.length < 1 << 16) {
      frame.put((byte) 126).putShort((short) content.length);
    } else {
      frame.put((byte) 127).putLong(content.length);
    }
    frame.put(content);
    out.write(frame.array(), 0, frame.position());
  }

  @Override
  public void close() throws IOException {
    listening.close();
  }
}
