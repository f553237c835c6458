package io.limpet.proxy.codec.http2;

import io.limpet.proxy.codec.ConnectionEnds;
import io.limpet.proxy.codec.EditableRequestHead;
import io.limpet.proxy.codec.EditableResponseHead;
import io.limpet.proxy.codec.HeadPool;
import io.limpet.proxy.codec.Trailers;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/// One connection's HTTP/2, without the connection: bytes go in, [Http2Events] and bytes come out.
///
/// It keeps the rules of RFC 9113: what the peer breaks is a stream's error (a RST_STREAM, which is
/// sent here) or the connection's ([Http2Events#failed]). What is sent is not written before
/// [#flush], in one buffer where that is cheapest.
public final class Http2Connection {
  /// Which end of the connection this is.
  public enum Role {
    CLIENT,
    SERVER
  }

  public Http2Connection(
      Role role, Http2Options options, ByteBufAllocator allocator, HeadPool heads, Http2Events to) {
    throw new UnsupportedOperationException();
  }

  /// Says who asks, for the heads of requests; before [#begin]. Servers only.
  public void ends(ConnectionEnds ends) {
    throw new UnsupportedOperationException();
  }

  /// Sends our preface: SETTINGS, and the connection's window.
  public void begin() {
    throw new UnsupportedOperationException();
  }

  /// Reads all of the bytes; what is part of a frame is kept here. The buffer stays the caller's.
  /// A server's first bytes are the client's preface.
  public void receive(ByteBuf in) {
    throw new UnsupportedOperationException();
  }

  /// Gives all that can be written to [Http2Events#write]: frames, and of bodies as much as the
  /// windows let.
  public void flush() {
    throw new UnsupportedOperationException();
  }

  /// Whether the socket takes more: while it does not, bodies wait here.
  public void writable(boolean yes) {
    throw new UnsupportedOperationException();
  }

  /// Whether a request may be sent now: the peer's limit of streams is not reached, it has not said
  /// GOAWAY, and numbers are left. Clients only.
  public boolean canOpen() {
    throw new UnsupportedOperationException();
  }

  /// How many streams are open.
  public int streams() {
    throw new UnsupportedOperationException();
  }

  /// Sends a request; [#canOpen] was asked before. The head stays the caller's, and is not changed.
  public Http2Stream request(EditableRequestHead head, boolean end, StreamEvents to) {
    throw new UnsupportedOperationException();
  }

  /// Sends an answer's head, or an interim one. The head stays the caller's.
  public void response(Http2Stream stream, EditableResponseHead head, boolean end) {
    throw new UnsupportedOperationException();
  }

  /// Sends a piece of a body, which is taken; it may be empty if it is the end.
  public void data(Http2Stream stream, ByteBuf piece, boolean end) {
    throw new UnsupportedOperationException();
  }

  /// Sends the end, with trailers, after all of the body.
  public void trailers(Http2Stream stream, Trailers trailers) {
    throw new UnsupportedOperationException();
  }

  /// Ends a stream at once; what waits of it is dropped, and nothing more is told of it.
  public void reset(Http2Stream stream, ErrorCode code) {
    throw new UnsupportedOperationException();
  }

  /// Ends a stream whose end we have said, once all that waits of it is written: the peer may stop
  /// sending. Nothing more that comes of it is told but [StreamEvents#drained].
  public void resetAfterEnd(Http2Stream stream, ErrorCode code) {
    throw new UnsupportedOperationException();
  }

  /// So many bytes of a body that came are out of our hands: the peer may send as many again.
  public void consumed(Http2Stream stream, int bytes) {
    throw new UnsupportedOperationException();
  }

  /// Asks for a sign of life, which comes as [Http2Events#pong].
  public void ping(long opaque) {
    throw new UnsupportedOperationException();
  }

  /// Announces that no more streams will be taken soon (GOAWAY with the highest number): new ones
  /// are still served until [#goAway], at least a round trip later.
  public void announceGoAway() {
    throw new UnsupportedOperationException();
  }

  /// Takes no more streams: those that come from here on are refused.
  public void goAway(ErrorCode code) {
    throw new UnsupportedOperationException();
  }

  /// The connection is gone: every stream is told, and what is held is released.
  public void close() {
    throw new UnsupportedOperationException();
  }
}
