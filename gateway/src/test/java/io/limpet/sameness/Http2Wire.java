package io.limpet.sameness;

import io.limpet.Http2Peer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import javax.net.ssl.SSLSocket;

/// A client that speaks HTTP/2: a request that is written as in HTTP/1.1 is sent as its like, and
/// the answer is told in the same way. With a line `x-client-resets: CODE`, which is not sent, it
/// resets its stream behind the head and waits for nothing.
final class Http2Wire implements ClientWire {
  private final Socket socket;
  private final String tls;
  private final Http2Peer peer;
  private static final int NONE = -1;
  private static final String RESETS = "x-client-resets: ";

  /// Those whose answers are waited for, and [#NONE] for one that was reset.
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
    StreamRequest request = StreamRequest.of(text, tls.isEmpty() ? "http" : "https");
    for (String line : request.head()) {
      if (line.startsWith(RESETS)) {
        begun(request, line, Long.parseLong(line.substring(RESETS.length())));
        return;
      }
    }
    int stream = peer.head(0, request.head(), request.whole());
    List<String> pieces = request.pieces();
    for (int i = 0; i < pieces.size(); i++) {
      boolean last = i == pieces.size() - 1 && request.trailers().isEmpty();
      peer.data(stream, pieces.get(i), last);
    }
    if (!request.trailers().isEmpty()) {
      peer.head(stream, request.trailers(), true);
    }
    streams.add(stream);
  }

  private void begun(StreamRequest request, String resets, long code) throws IOException {
    List<String> head = new ArrayList<>(request.head());
    head.remove(resets);
    peer.reset(peer.head(0, head, request.whole()), code);
    streams.add(NONE);
  }

  @Override
  public HttpWire.Message answer(boolean toHead, List<String> interims) throws IOException {
    Integer stream = streams.remove();
    if (stream == NONE) {
      return new HttpWire.Message("", List.of(), "", List.of(), true);
    }
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
