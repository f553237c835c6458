package io.limpet.proxy.plan;

import io.limpet.proxy.plan.Http1Plan.HeaderCase;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/// A cluster's connections: times in milliseconds, 0 for none; `maxRequests` 0 is no limit.
/// `bufferBytes` may wait in each (`per_connection_buffer_limit_bytes`), 0 for what the proxy
/// allows itself.
///
/// `source` is the address they are opened from, or null for the system's choice. `streamMillis`
/// bounds one request with its answer (`max_stream_duration`).
public record Connections(
    long connectMillis,
    long idleMillis,
    long durationMillis,
    long streamMillis,
    int maxRequests,
    int bufferBytes,
    Heads heads,
    Style style,
    Protocol protocol,
    Http2Plan http2,
    KeepAlive keepAlive,
    @Nullable SocketAddress source) {
  public static final Connections DEFAULT =
      new Connections(
          5_000,
          3_600_000,
          0,
          0,
          0,
          0,
          Heads.DEFAULT,
          Style.DEFAULT,
          Protocol.HTTP1,
          Http2Plan.DEFAULT,
          KeepAlive.OFF,
          null);

  /// Which version of HTTP endpoints are spoken to in. `DOWNSTREAM`: as the client speaks; `AUTO`:
  /// as each connection's ALPN says.
  public enum Protocol {
    HTTP1,
    HTTP2,
    DOWNSTREAM,
    AUTO
  }

  /// The bounds of an answer's head, which in HTTP/2 may have fewer bytes where nothing is said
  /// (source/common/http/codec_client.cc), and whether `content-length` is let pass beside
  /// `transfer-encoding: chunked`.
  public record Heads(int bytes, int http2Bytes, int count, boolean chunkedLength) {
    public static final Heads DEFAULT = new Heads(80 << 10, 60 << 10, 100, false);
  }

  /// How HTTP/1 is spoken with endpoints: whether trailers pass, and how a request is written.
  /// `fullUrl`: with scheme and host in its first line. [HeaderCase#PRESERVED] is for the names of
  /// answers, which a client then gets as they came.
  public record Style(boolean trailers, boolean fullUrl, HeaderCase headerCase) {
    public static final Style DEFAULT = new Style(false, false, HeaderCase.LOWER);
  }

  /// TCP keep-alive; numbers of 0 are the system's.
  public record KeepAlive(boolean on, int probes, int timeSeconds, int intervalSeconds) {
    public static final KeepAlive OFF = new KeepAlive(false, 0, 0, 0);
  }
}
