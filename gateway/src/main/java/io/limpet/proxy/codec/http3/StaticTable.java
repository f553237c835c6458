package io.limpet.proxy.codec.http3;

import io.limpet.proxy.codec.KnownHeader;
import io.limpet.proxy.codec.WordTable;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// The fields that both sides know from the beginning (RFC 9204, appendix A), as lines `name:
/// value`.
final class StaticTable {
  static final int SIZE = 99;
  static final int NONE = -1;
  static final int STATUS = 24;

  private static final String FIELDS =
      """
      :authority
      :path: /
      age: 0
      content-disposition
      content-length: 0
      cookie
      date
      etag
      if-modified-since
      if-none-match
      last-modified
      link
      location
      referer
      set-cookie
      :method: CONNECT
      :method: DELETE
      :method: GET
      :method: HEAD
      :method: OPTIONS
      :method: POST
      :method: PUT
      :scheme: http
      :scheme: https
      :status: 103
      :status: 200
      :status: 304
      :status: 404
      :status: 503
      accept: */*
      accept: application/dns-message
      accept-encoding: gzip, deflate, br
      accept-ranges: bytes
      access-control-allow-headers: cache-control
      access-control-allow-headers: content-type
      access-control-allow-origin: *
      cache-control: max-age=0
      cache-control: max-age=2592000
      cache-control: max-age=604800
      cache-control: no-cache
      cache-control: no-store
      cache-control: public, max-age=31536000
      content-encoding: br
      content-encoding: gzip
      content-type: application/dns-message
      content-type: application/javascript
      content-type: application/json
      content-type: application/x-www-form-urlencoded
      content-type: image/gif
      content-type: image/jpeg
      content-type: image/png
      content-type: text/css
      content-type: text/html; charset=utf-8
      content-type: text/plain
      content-type: text/plain;charset=utf-8
      range: bytes=0-
      strict-transport-security: max-age=31536000
      strict-transport-security: max-age=31536000; includesubdomains
      strict-transport-security: max-age=31536000; includesubdomains; preload
      vary: accept-encoding
      vary: origin
      x-content-type-options: nosniff
      x-xss-protection: 1; mode=block
      :status: 100
      :status: 204
      :status: 206
      :status: 302
      :status: 400
      :status: 403
      :status: 421
      :status: 425
      :status: 500
      accept-language
      access-control-allow-credentials: FALSE
      access-control-allow-credentials: TRUE
      access-control-allow-headers: *
      access-control-allow-methods: get
      access-control-allow-methods: get, post, options
      access-control-allow-methods: options
      access-control-expose-headers: content-length
      access-control-request-headers: content-type
      access-control-request-method: get
      access-control-request-method: post
      alt-svc: clear
      authorization
      content-security-policy: script-src 'none'; object-src 'none'; base-uri 'none'
      early-data: 1
      expect-ct
      forwarded
      if-range
      origin
      purpose: prefetch
      server
      timing-allow-origin: *
      upgrade-insecure-requests: 1
      user-agent
      x-forwarded-for
      x-frame-options: deny
      x-frame-options: sameorigin
      """;

  private static final byte[][] LINES = new byte[SIZE][];
  private static final int[] NAME_LENGTHS = new int[SIZE];
  private static final int[] KNOWN = new int[SIZE];
  private static final WordTable NAMES;
  private static final int[] FIRST_OF_NAME;

  static {
    String[] fields = FIELDS.strip().split("\n", -1);
    String[] names = new String[SIZE];
    int[] first = new int[SIZE];
    int count = 0;
    for (int index = 0; index < SIZE; index++) {
      int colon = fields[index].indexOf(':', 1);
      String name = colon < 0 ? fields[index] : fields[index].substring(0, colon);
      String line = colon < 0 ? name + ": " : fields[index];
      LINES[index] = line.getBytes(StandardCharsets.US_ASCII);
      NAME_LENGTHS[index] = name.length();
      KNOWN[index] = KnownHeader.find(name);
      if (!Arrays.asList(names).contains(name)) {
        names[count] = name;
        first[count] = index;
        count++;
      }
    }
    NAMES = new WordTable(Arrays.copyOf(names, count));
    FIRST_OF_NAME = Arrays.copyOf(first, count);
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

  /// The first field of that name, or [#NONE].
  static int find(byte[] in, int from, int to) {
    int name = NAMES.find(in, from, to);
    return name == WordTable.NONE ? NONE : FIRST_OF_NAME[name];
  }

  /// The field of that name and value, or [#NONE]; `first` is the name's first, which those that
  /// follow it directly are looked at with.
  static int find(int first, byte[] in, int value, int valueEnd) {
    int nameLength = NAME_LENGTHS[first];
    for (int index = first; index < SIZE && NAME_LENGTHS[index] == nameLength; index++) {
      byte[] line = LINES[index];
      if (Arrays.equals(line, nameLength + 2, line.length, in, value, valueEnd)
          && Arrays.equals(line, 0, nameLength, LINES[first], 0, nameLength)) {
        return index;
      }
    }
    return NONE;
  }

  /// The field of an answer's status, or [#NONE].
  static int status(int status) {
    return switch (status) {
      case 103 -> 24;
      case 200 -> 25;
      case 304 -> 26;
      case 404 -> 27;
      case 503 -> 28;
      case 100 -> 63;
      case 204 -> 64;
      case 206 -> 65;
      case 302 -> 66;
      case 400 -> 67;
      case 403 -> 68;
      case 421 -> 69;
      case 425 -> 70;
      case 500 -> 71;
      default -> NONE;
    };
  }
}
