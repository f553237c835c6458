package io.limpet.proxy.plan;

/// How HTTP/3 is spoken with clients (core/v3/protocol.proto, Http3ProtocolOptions).
///
/// `keepOnError` resets the stream of a message that is not well-formed; otherwise its connection
/// ends.
public record Http3Plan(boolean allowConnect, boolean keepOnError) {
  public static final Http3Plan DEFAULT = new Http3Plan(false, false);
}
