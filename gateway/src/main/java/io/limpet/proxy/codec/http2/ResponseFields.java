package io.limpet.proxy.codec.http2;

import io.limpet.proxy.codec.EditableResponseHead;
import io.limpet.proxy.codec.Framing;
import io.limpet.proxy.codec.HeaderLines;
import io.limpet.proxy.codec.InlineHeaders;
import io.limpet.proxy.codec.KnownHeader;
import io.limpet.proxy.codec.Octets;
import org.jspecify.annotations.Nullable;

/// What the fields of an answer must be (RFC 9113, 8.3.2).
final class ResponseFields {
  private static final int DIGITS = 3;

  private ResponseFields() {}

  /// Completes a head whose lines were read, or says why it is malformed. `bodiless`: the request
  /// was a HEAD.
  static @Nullable Malformed apply(EditableResponseHead head, boolean end, boolean bodiless) {
    HeaderLines lines = head.lines();
    Malformed malformed = FieldRules.apply(lines, false);
    if (malformed != null) {
      return malformed;
    }
    if (lines.has(KnownHeader.METHOD)
        || lines.has(KnownHeader.SCHEME)
        || lines.has(KnownHeader.AUTHORITY)
        || lines.has(KnownHeader.PATH)
        || lines.has(KnownHeader.PROTOCOL)) {
      return Malformed.PSEUDO_HEADER;
    }
    int status = status(lines);
    if (status < 100
        || status == 101
        || (status < 200 && (end || lines.has(KnownHeader.CONTENT_LENGTH)))) {
      return Malformed.STATUS;
    }
    lines.removeAll(KnownHeader.STATUS);
    head.status(status);
    InlineHeaders.joinOfResponse(lines);
    if ((status < 200 || status == 204) && saysLength(lines, status)) {
      return Malformed.CONTENT_LENGTH;
    }
    return framing(head, end, bodiless || status == 204 || status == 304);
  }

  /// An interim answer says no length, and one of 204 none but 0, which is taken off (nghttp2:
  /// nghttp2_http.c, http_response_on_header; RFC 9110, 8.6).
  private static boolean saysLength(HeaderLines lines, int status) {
    if (!lines.has(KnownHeader.CONTENT_LENGTH)) {
      return false;
    }
    if (status != 204 || FieldRules.contentLength(lines) != 0) {
      return true;
    }
    lines.removeAll(KnownHeader.CONTENT_LENGTH);
    return false;
  }

  private static int status(HeaderLines lines) {
    int line = lines.find(KnownHeader.STATUS, 0);
    if (line < 0 || lines.valueEnd(line) - lines.value(line) != DIGITS) {
      return 0;
    }
    int status = 0;
    for (int at = lines.value(line); at < lines.valueEnd(line); at++) {
      byte digit = lines.bytes()[at];
      if (!Octets.digit(digit)) {
        return 0;
      }
      status = status * 10 + digit - '0';
    }
    return status;
  }

  private static @Nullable Malformed framing(
      EditableResponseHead head, boolean end, boolean bodiless) {
    long length = FieldRules.contentLength(head.lines());
    if (length == FieldRules.BAD_LENGTH) {
      return Malformed.CONTENT_LENGTH;
    }
    if (end && length > 0 && !bodiless) {
      return Malformed.LENGTH;
    }
    if (end) {
      head.framing(Framing.NONE, 0);
    } else if (length >= 0 && !bodiless) {
      head.framing(Framing.LENGTH, length);
    } else {
      head.framing(Framing.CHUNKED, 0);
    }
    return null;
  }
}
