package io.limpet.proxy.codec.http3;

import io.limpet.proxy.codec.EditableRequestHead;
import io.limpet.proxy.codec.Trailers;
import io.limpet.proxy.codec.http2.Malformed;
import io.netty.buffer.ByteBuf;

/// What is told of one stream's request. After [#end], [#malformed] or [#failed] nothing more is.
public interface RequestEvents {
  /// Its head, which is the receiver's to release. `complete`: nothing follows it.
  void request(EditableRequestHead head, boolean complete);

  /// A piece of the body, never empty; the receiver releases it.
  void data(ByteBuf piece);

  /// What followed the body; the end comes next.
  void trailers(Trailers trailers);

  /// The request is complete; not told of one whose head was all.
  void end();

  /// What came is no message (RFC 9114, 4.1.2); its stream must be reset, or its connection closed.
  void malformed(Malformed why);

  /// So many fields were dropped for an underscore in their names.
  void underscoresDropped(int fields);

  /// The stream alone is broken: it ended before its request did.
  void incomplete();

  /// The connection must end.
  void failed(Http3Error code, String why);
}
