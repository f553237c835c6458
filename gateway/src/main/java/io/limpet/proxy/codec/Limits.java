package io.limpet.proxy.codec;

import io.limpet.proxy.plan.Connections.Style;
import io.limpet.proxy.plan.Http1Plan;

/// Every bound of the codec. A head that is longer, or has more lines, is refused.
///
/// `chunkedLength`: an answer may have a `content-length` beside `transfer-encoding: chunked`,
/// which wins.
/// `trailerBytes` bounds the trailers of a chunked body together, `chunkLineBytes` one line with a
/// chunk's size and extensions. `pooledHeads` heads of at most `pooledHeadBytes` are kept for the
/// next requests of an event loop; others are left to the collector.
public record Limits(
    int requestHeadBytes,
    int requestHeaders,
    Http1Plan requests,
    int responseHeadBytes,
    int responseHeaders,
    boolean chunkedLength,
    Style responses,
    int chunkLineBytes,
    int trailerBytes,
    int pooledHeads,
    int pooledHeadBytes) {

  /// Envoy's: `max_request_headers_kb` 60, `max_headers_count` 100, and 80 KiB from an HTTP/1
  /// upstream, as measured on Envoy 1.40.
  public static final Limits DEFAULT =
      new Limits(
          60 << 10,
          100,
          Http1Plan.DEFAULT,
          80 << 10,
          100,
          false,
          Style.DEFAULT,
          4 << 10,
          60 << 10,
          1024,
          8 << 10);

  /// The same, but for what a cluster may set for its endpoints' answers.
  public Limits withResponses(int headBytes, int headers, boolean allowChunkedLength, Style style) {
    return new Limits(
        requestHeadBytes,
        requestHeaders,
        requests,
        headBytes,
        headers,
        allowChunkedLength,
        style,
        chunkLineBytes,
        trailerBytes,
        pooledHeads,
        pooledHeadBytes);
  }

  /// The same, but for what an HttpConnectionManager may set for its requests.
  public Limits withRequests(int headBytes, int headers, Http1Plan options) {
    return new Limits(
        headBytes,
        headers,
        options,
        responseHeadBytes,
        responseHeaders,
        chunkedLength,
        responses,
        chunkLineBytes,
        trailerBytes,
        pooledHeads,
        pooledHeadBytes);
  }
}
