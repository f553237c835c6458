package io.limpet.proxy.codec;

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
    boolean acceptHttp10,
    int responseHeadBytes,
    int responseHeaders,
    boolean chunkedLength,
    int chunkLineBytes,
    int trailerBytes,
    int pooledHeads,
    int pooledHeadBytes) {

  /// Envoy's: `max_request_headers_kb` 60, `max_headers_count` 100, and 80 KiB from an HTTP/1
  /// upstream, as measured on Envoy 1.40.
  public static final Limits DEFAULT =
      new Limits(60 << 10, 100, false, 80 << 10, 100, false, 4 << 10, 60 << 10, 1024, 8 << 10);

  /// The same, but for what a cluster may set for its endpoints' answers.
  public Limits withResponses(int headBytes, int headers, boolean allowChunkedLength) {
    return new Limits(
        requestHeadBytes,
        requestHeaders,
        acceptHttp10,
        headBytes,
        headers,
        allowChunkedLength,
        chunkLineBytes,
        trailerBytes,
        pooledHeads,
        pooledHeadBytes);
  }

  /// The same, but for what an HttpConnectionManager may set for its requests.
  public Limits withRequests(int headBytes, int headers, boolean http10) {
    return new Limits(
        headBytes,
        headers,
        http10,
        responseHeadBytes,
        responseHeaders,
        chunkedLength,
        chunkLineBytes,
        trailerBytes,
        pooledHeads,
        pooledHeadBytes);
  }
}
