package io.limpet.proxy.codec.http2;

import io.limpet.proxy.codec.HeadPool;

/// The parts of one connection that its two directions share.
record Connected(
    boolean server,
    Http2Options options,
    HeadPool heads,
    Http2Events events,
    StreamTable streams,
    FloodGuard floods,
    Outbound out,
    PeerSettings peer) {}
