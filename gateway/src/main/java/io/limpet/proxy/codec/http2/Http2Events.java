package io.limpet.proxy.codec.http2;

import io.limpet.proxy.codec.EditableRequestHead;
import io.netty.buffer.ByteBuf;

/// What a connection tells its owner: an adapter between it and a channel.
///
/// All are called within a call of the owner's own to [Http2Connection], on its event loop.
public interface Http2Events {
  /// A request has come; `end`: it has no body. The head is the receiver's to release. The answer
  /// may be sent at once, from within. Servers only.
  StreamEvents request(Http2Stream stream, EditableRequestHead head, boolean end);

  /// A message cannot be passed on, and its receiver has not heard of its head or of its end. The
  /// stream is still there: it must be reset with [Http2Connection#reset], or the connection be
  /// closed.
  void malformed(Http2Stream stream, Malformed why);

  /// The peer will take no more streams than those up to `lastStream`, or sends none beyond. Those
  /// of ours beyond have been told that they were refused. Comes again when it says less.
  void goAway(int lastStream, ErrorCode code);

  /// The peer's settings are known, or have changed: [Http2Connection#canOpen] may be otherwise.
  void settings();

  /// The answer to [Http2Connection#ping].
  void pong(long opaque);

  /// The connection is broken: a GOAWAY with this code is among the bytes to be written, after
  /// which the owner closes it. All streams are told by then; nothing is heard from here on.
  void failed(ErrorCode code, String why);

  /// The same for a peer that makes too much work.
  void flooded(Flood flood);

  /// Bytes for the peer, which the receiver takes. They come with [Http2Connection#flush].
  void write(ByteBuf bytes);
}
