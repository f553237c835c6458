package io.limpet.proxy.codec.http2;

/// The parts of one connection that its two directions share.
record Connected(
    boolean server,
    Http2Options options,
    Http2Connection.Means means,
    Http2Events events,
    StreamTable streams,
    FloodGuard floods,
    Outbound out,
    PeerSettings peer) {}
