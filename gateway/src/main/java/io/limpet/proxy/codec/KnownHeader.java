package io.limpet.proxy.codec;

/// The headers that are asked for on every request or response: their lines are recognised while
/// the head is read, and found by a number below 64 from then on.
public final class KnownHeader {
  /// The number of every header that is not listed here.
  public static final int NONE = WordTable.NONE;

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
          "x-envoy-upstream-service-time",
          "x-envoy-decorator-operation",
          ":method",
          ":scheme",
          ":authority",
          ":path",
          ":protocol",
          ":status");

  public static final int HOST = TABLE.find("host");
  public static final int CONTENT_LENGTH = TABLE.find("content-length");
  static final int TRANSFER_ENCODING = TABLE.find("transfer-encoding");
  static final int CONNECTION = TABLE.find("connection");
  static final int KEEP_ALIVE = TABLE.find("keep-alive");
  static final int PROXY_CONNECTION = TABLE.find("proxy-connection");
  public static final int TE = TABLE.find("te");
  static final int SET_COOKIE = TABLE.find("set-cookie");
  public static final int COOKIE = TABLE.find("cookie");
  static final int UPGRADE = TABLE.find("upgrade");
  static final int EXPECT = TABLE.find("expect");

  /// The first of HTTP/2's pseudo-headers, which have the last numbers.
  public static final int PSEUDO = TABLE.find(":method");

  public static final int METHOD = PSEUDO;
  public static final int SCHEME = TABLE.find(":scheme");
  public static final int AUTHORITY = TABLE.find(":authority");
  public static final int PATH = TABLE.find(":path");
  public static final int PROTOCOL = TABLE.find(":protocol");
  public static final int STATUS = TABLE.find(":status");

  /// Bits of the headers that HTTP/2 has not (RFC 9113, 8.2.2).
  static final long ABOUT_CONNECTION =
      (1L << CONNECTION)
          | (1L << KEEP_ALIVE)
          | (1L << PROXY_CONNECTION)
          | (1L << TRANSFER_ENCODING)
          | (1L << UPGRADE);

  private static final long OF_HTTP1 = ABOUT_CONNECTION | (1L << HOST);

  private KnownHeader() {}

  /// Whether a header is one of HTTP/2's pseudo-headers.
  public static boolean pseudo(int known) {
    return known >= PSEUDO;
  }

  /// Whether a header is one that HTTP/2 has not, or has as a pseudo-header.
  public static boolean ofHttp1(int known) {
    return known >= 0 && ((OF_HTTP1 >>> known) & 1) != 0;
  }

  /// The number of the header with that name, or [#NONE].
  public static int find(byte[] in, int from, int to) {
    return TABLE.find(in, from, to);
  }

  public static int find(String name) {
    return TABLE.find(name);
  }
}
