package io.limpet.proxy.codec;

/// The methods that Envoy's HTTP/1 parser knows, as tried on Envoy 1.40: it refuses all others
/// (`M-SEARCH` among them) unless custom methods are allowed.
final class Method {
  static final int NONE = WordTable.NONE;

  private static final WordTable TABLE =
      new WordTable(
          "GET",
          "HEAD",
          "POST",
          "PUT",
          "DELETE",
          "CONNECT",
          "OPTIONS",
          "TRACE",
          "PATCH",
          "ACL",
          "BIND",
          "CHECKOUT",
          "COPY",
          "LINK",
          "LOCK",
          "MERGE",
          "MKACTIVITY",
          "MKCALENDAR",
          "MKCOL",
          "MOVE",
          "MSEARCH",
          "NOTIFY",
          "PROPFIND",
          "PROPPATCH",
          "PURGE",
          "QUERY",
          "REBIND",
          "REPORT",
          "SEARCH",
          "SOURCE",
          "SUBSCRIBE",
          "UNBIND",
          "UNLINK",
          "UNLOCK",
          "UNSUBSCRIBE");

  static final int GET = TABLE.find("GET");
  static final int HEAD = TABLE.find("HEAD");
  static final int DELETE = TABLE.find("DELETE");
  static final int CONNECT = TABLE.find("CONNECT");
  static final int QUERY = TABLE.find("QUERY");
  static final int OPTIONS = TABLE.find("OPTIONS");
  static final int TRACE = TABLE.find("TRACE");

  private Method() {}

  /// The number of the method that stands in the array, or [#NONE].
  static int find(byte[] in, int from, int to) {
    return TABLE.find(in, from, to);
  }

  /// Its text; empty for [#NONE].
  static String text(int method) {
    return method == NONE ? "" : TABLE.word(method);
  }

  /// Whether a request without a body says so with `content-length: 0`, as Envoy writes it.
  static boolean sendsEmptyLength(int method) {
    return method != GET
        && method != HEAD
        && method != DELETE
        && method != CONNECT
        && method != TRACE;
  }
}
