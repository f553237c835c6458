package io.limpet.sameness;

import io.limpet.Http2Peer;
import io.limpet.Http3Peer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;

/// A client that speaks HTTP/3: a request that is written as in HTTP/1.1 is sent as its like, and
/// the answer is told in the same way.
final class Http3Wire implements ClientWire {
  /// Of a request that came too late for a stream of its own.
  private static final int NO_STREAM = -1;

  private final InetSocketAddress remote;
  private final Http3Peer peer;
  private final Queue<Integer> streams = new ArrayDeque<>();

  private Http3Wire(InetSocketAddress remote, Http3Peer.Dial dial) throws IOException {
    this.remote = remote;
    this.peer = new Http3Peer(remote, dial);
  }

  static Http3Wire dial(InetAddress address, int port, Case.Dial how) throws IOException {
    Map<String, Object> wishes = how.tls() == null ? Map.of() : how.tls().wishes();
    return new Http3Wire(
        new InetSocketAddress(address, port),
        new Http3Peer.Dial(
            Tree.text(wishes, "sni", ""),
            TlsClient.keyManager(Tree.text(wishes, "certificate", ""))));
  }

  @Override
  public void send(String text) throws IOException {
    StreamRequest request = StreamRequest.of(text, "https");
    int stream = begin(request);
    streams.add(stream);
    if (stream == NO_STREAM) {
      return;
    }
    List<String> pieces = request.pieces();
    for (int i = 0; i < pieces.size(); i++) {
      boolean last = i == pieces.size() - 1 && request.trailers().isEmpty();
      peer.data(stream, pieces.get(i), last);
    }
    if (!request.trailers().isEmpty()) {
      peer.trailers(stream, request.trailers());
    }
  }

  /// A client has done its part of the handshake before the server looks at its certificate: the
  /// refusal may come before the request is sent, or after.
  private int begin(StreamRequest request) throws IOException {
    try {
      return peer.head(request.head(), request.whole());
    } catch (IOException failed) {
      if (failed.getCause() instanceof ClosedChannelException) {
        return NO_STREAM;
      }
      throw failed;
    }
  }

  @Override
  public HttpWire.Message answer(boolean toHead, List<String> interims) throws IOException {
    Http2Peer.Message read = peer.await(streams.remove());
    read.interims().forEach(head -> interims.add(head.toString()));
    List<String> lines = read.head().stream().filter(line -> !line.startsWith(":status")).toList();
    String first = read.head().isEmpty() ? refusal() : "HTTP/3 " + read.header(":status");
    String body = read.reset() < 0 ? read.body() : read.body() + "<reset " + read.reset() + ">";
    return new HttpWire.Message(first, lines, body, read.trailers(), !read.ended());
  }

  /// By its number in RFC 8446, 6.
  private String refusal() {
    return peer.alert() < 0 ? "" : "TLS: alert " + peer.alert();
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
    return "TLSv1.3 \"h3\" " + peer.shown();
  }

  @Override
  public String localAddress() {
    return HttpWire.text(peer.localAddress().getAddress(), peer.localAddress().getPort());
  }

  @Override
  public String remoteAddress() {
    return HttpWire.text(remote.getAddress(), remote.getPort());
  }

  @Override
  public void close() {
    peer.close();
  }
}
