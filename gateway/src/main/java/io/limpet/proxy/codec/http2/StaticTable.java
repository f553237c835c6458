package io.limpet.proxy.codec.http2;

import io.limpet.proxy.codec.KnownHeader;
import io.limpet.proxy.codec.WordTable;
import java.nio.charset.StandardCharsets;

/// The fields that both sides know from the beginning (RFC 7541, appendix A), as lines `name:
/// value`.
final class StaticTable {
  static final int SIZE = 61;
  static final int METHOD_GET = 2;
  static final int METHOD_POST = 3;
  static final int METHOD = 2;
  static final int AUTHORITY = 1;
  static final int PATH = 4;
  static final int PATH_INDEX = 5;
  static final int SCHEME = 6;
  static final int SCHEME_HTTPS = 7;
  static final int STATUS = 8;

  private static final String FIELDS =
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
      """;

  private static final byte[][] LINES = new byte[SIZE + 1][];
  private static final int[] NAME_LENGTHS = new int[SIZE + 1];
  private static final int[] KNOWN = new int[SIZE + 1];
  private static final WordTable NAMES;
  private static final int[] FIRST_OF_NAME;

  static {
    String[] fields = FIELDS.strip().split("\n", -1);
    String[] names = new String[SIZE];
    int[] first = new int[SIZE];
    int count = 0;
    for (int index = 1; index <= SIZE; index++) {
      String field = fields[index - 1];
      int colon = field.indexOf(':', 1);
      String name = colon < 0 ? field : field.substring(0, colon);
      LINES[index] = (colon < 0 ? field + ": " : field).getBytes(StandardCharsets.US_ASCII);
      NAME_LENGTHS[index] = name.length();
      KNOWN[index] = KnownHeader.find(name);
      if (count == 0 || !names[count - 1].equals(name)) {
        names[count] = name;
        first[count] = index;
        count++;
      }
    }
    NAMES = new WordTable(java.util.Arrays.copyOf(names, count));
    FIRST_OF_NAME = java.util.Arrays.copyOf(first, count);
  }

  private StaticTable() {}

  /// `name: value`, from the first byte of the array to its last.
  static byte[] line(int index) {
    return LINES[index];
  }

  static int nameLength(int index) {
    return NAME_LENGTHS[index];
  }

  /// The number of the name's [KnownHeader].
  static int known(int index) {
    return KNOWN[index];
  }

  /// The first field of that name, or 0.
  static int find(byte[] in, int from, int to) {
    int name = NAMES.find(in, from, to);
    return name == WordTable.NONE ? 0 : FIRST_OF_NAME[name];
  }

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
