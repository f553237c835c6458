package io.limpet.proxy.codec.http2;

/// The fields that both sides know from the beginning (RFC 7541, appendix A), as lines `name:
/// value`.
final class StaticTable {
  static final int SIZE = 61;
  static final int METHOD_GET = 2;
  static final int METHOD_POST = 3;
  static final int METHOD = 2;
  static final int AUTHORITY = 1;
  static final int PATH = 4;
  static final int SCHEME = 6;
  static final int SCHEME_HTTPS = 7;
  static final int STATUS = 8;

  static final StaticFields FIELDS =
      new StaticFields(
          """
          :authority
          :method: GET
          :method: POST
          :path: /
          :path: /index.html
          :scheme: http
          :scheme: https
          :status: 200
          :status: 204
          :status: 206
          :status: 304
          :status: 400
          :status: 404
          :status: 500
          accept-charset
          accept-encoding: gzip, deflate
          accept-language
          accept-ranges
          accept
          access-control-allow-origin
          age
          allow
          authorization
          cache-control
          content-disposition
          content-encoding
          content-language
          content-length
          content-location
          content-range
          content-type
          cookie
          date
          etag
          expect
          expires
          from
          host
          if-match
          if-modified-since
          if-none-match
          if-range
          if-unmodified-since
          last-modified
          link
          location
          max-forwards
          proxy-authenticate
          proxy-authorization
          range
          referer
          refresh
          retry-after
          server
          set-cookie
          strict-transport-security
          transfer-encoding
          user-agent
          vary
          via
          www-authenticate
          """,
          1);

  private StaticTable() {}

  /// The field of an answer's status, or 0.
  static int status(int status) {
    return switch (status) {
      case 200 -> 8;
      case 204 -> 9;
      case 206 -> 10;
      case 304 -> 11;
      case 400 -> 12;
      case 404 -> 13;
      case 500 -> 14;
      default -> 0;
    };
  }
}
