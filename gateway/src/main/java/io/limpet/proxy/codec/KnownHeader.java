package io.limpet.proxy.codec;

/// The headers that are asked for on every request or response: their lines are recognised while
/// the head is read, and found by a number below 64 from then on.
final class KnownHeader {
  /// The number of every header that is not listed here.
  static final int NONE = WordTable.NONE;

  private static final WordTable TABLE =
      new WordTable(
          "host",
          "content-length",
          "transfer-encoding",
          "connection",
          "keep-alive",
          "proxy-connection",
          "te",
          "upgrade",
          "expect",
          "cookie",
          "set-cookie",
          "content-type",
          "user-agent",
          "date",
          "server",
          "grpc-status",
          "x-request-id",
          "x-forwarded-for",
          "x-forwarded-proto",
          "x-forwarded-host",
          "x-envoy-external-address",
          "x-envoy-internal",
          "x-envoy-original-path",
          "x-envoy-attempt-count",
          "x-envoy-expected-rq-timeout-ms",
          "x-envoy-upstream-service-time");

  static final int HOST = TABLE.find("host");
  static final int CONTENT_LENGTH = TABLE.find("content-length");
  static final int TRANSFER_ENCODING = TABLE.find("transfer-encoding");
  static final int CONNECTION = TABLE.find("connection");
  static final int KEEP_ALIVE = TABLE.find("keep-alive");
  static final int PROXY_CONNECTION = TABLE.find("proxy-connection");
  static final int TE = TABLE.find("te");
  static final int UPGRADE = TABLE.find("upgrade");
  static final int EXPECT = TABLE.find("expect");

  private KnownHeader() {}

  /// The number of the header with that name, or [#NONE].
  static int find(byte[] in, int from, int to) {
    return TABLE.find(in, from, to);
  }

  static int find(String name) {
    return TABLE.find(name);
  }
}
