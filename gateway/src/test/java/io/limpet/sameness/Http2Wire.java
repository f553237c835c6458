package io.limpet.sameness;

import io.limpet.Http2Peer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import javax.net.ssl.SSLSocket;

/// A client that speaks HTTP/2: a request that is written as in HTTP/1.1 is sent as its like, and
/// the answer is told in the same way.
final class Http2Wire implements ClientWire {
  private final Socket socket;
  private final String tls;
  private final Http2Peer peer;
  private final Queue<Integer> streams = new ArrayDeque<>();

  private Http2Wire(Socket socket, String tls) throws IOException {
    this.socket = socket;
    this.tls = tls;
    this.peer = new Http2Peer(socket);
  }

  static Http2Wire dial(InetAddress address, int port, Case.Dial how) throws IOException {
    Socket socket = new Socket(address, port);
    if (how.tls() == null) {
      return new Http2Wire(socket, "");
    }
    SSLSocket encrypted = how.tls().over(socket);
    return new Http2Wire(encrypted, TlsClient.told(encrypted));
  }

  @Override
  public void send(String text) throws IOException {
    int blank = text.indexOf("\r\n\r\n");
    String[] lines = text.substring(0, blank).split("\r\n", -1);
    String body = text.substring(blank + 4);
    String[] words = lines[0].split(" ", -1);
    List<String> headers = new ArrayList<>();
    headers.add(":method: " + words[0]);
    headers.add(":scheme: " + (tls.isEmpty() ? "http" : "https"));
    headers.add(":path: " + words[1]);
    List<String> plain = new ArrayList<>();
    boolean chunked = false;
    for (int i = 1; i < lines.length; i++) {
      String name = lines[i].substring(0, lines[i].indexOf(':', 1)).toLowerCase(Locale.ROOT);
      String value = lines[i].substring(name.length() + 1).strip();
      if (name.equals("host")) {
        headers.add(":authority: " + value);
      } else if (name.equals("transfer-encoding")) {
        chunked = true;
      } else {
        plain.add(name + ": " + value);
      }
    }
    headers.addAll(plain);
    boolean whole = body.isEmpty() && !chunked;
    int stream = peer.head(0, headers, whole);
    if (!body.isEmpty() && chunked) {
      chunks(stream, body);
    } else if (!body.isEmpty()) {
      peer.data(stream, body, true);
    }
    streams.add(stream);
  }

  private void chunks(int stream, String text) throws IOException {
    int at = 0;
    while (true) {
      int end = text.indexOf("\r\n", at);
      int size = Integer.parseInt(text.substring(at, end), 16);
      at = end + 2;
      if (size == 0) {
        break;
      }
      peer.data(stream, text.substring(at, at + size), false);
      at += size + 2;
    }
    String rest = text.substring(at).strip();
    if (rest.isEmpty()) {
      peer.data(stream, "", true);
    } else {
      peer.head(stream, List.of(rest.split("\r\n")), true);
    }
  }

  @Override
  public HttpWire.Message answer(boolean toHead, List<String> interims) throws IOException {
    Integer stream = streams.remove();
    Http2Peer.Message read = peer.await(stream);
    read.interims().forEach(head -> interims.add(head.toString()));
    List<String> lines = read.head().stream().filter(line -> !line.startsWith(":status")).toList();
    String first = read.head().isEmpty() ? "" : "HTTP/2 " + read.header(":status");
    String body = read.reset() < 0 ? read.body() : read.body() + "<reset " + read.reset() + ">";
    return new HttpWire.Message(first, lines, body, read.trailers(), !read.ended());
  }

  @Override
  public boolean ends(int millis) {
    return peer.ends(millis);
  }

  @Override
  public boolean waiting() {
    return false;
  }

  @Override
  public String tls() {
    return tls;
  }

  @Override
  public String localAddress() {
    return HttpWire.text(socket.getLocalAddress(), socket.getLocalPort());
  }

  @Override
  public String remoteAddress() {
    return HttpWire.text(socket.getInetAddress(), socket.getPort());
  }

  @Override
  public void close() throws IOException {
    peer.close();
  }
}
