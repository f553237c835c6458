package io.limpet.session;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import org.jspecify.annotations.Nullable;

/// A header in which an endpoint's own session and its address travel together (Envoy:
/// stateful_session/envelope/envelope.cc): base64 of the address, `;UV:`, base64 of the value that
/// the endpoint had given to that header.
///
/// `original` is the endpoint's own value, which it is to see again.
public record Envelope(Claim claim, String original) {
  private static final String MARK = "UV:";

  /// What is in it, or null if it is none.
  public static @Nullable Envelope read(String header) {
    @Nullable String first = null;
    for (int start = 0; start < header.length(); ) {
      int next = header.indexOf(';', start);
      int end = next < 0 ? header.length() : next;
      if (first == null && end > start) {
        first = header.substring(start, end);
      } else if (header.startsWith(MARK, start)) {
        return opened(first == null ? "" : first, header.substring(start + MARK.length(), end));
      }
      start = end + 1;
    }
    return null;
  }

  private static @Nullable Envelope opened(String address, String value) {
    byte @Nullable [] original = StrictBase64.decode(value);
    if (original == null || original.length == 0) {
      return null;
    }
    return new Envelope(PlainToken.readHeader(address), new String(original, ISO_8859_1));
  }

  /// The header for an endpoint that gave it this value.
  public static String write(String address, String original) {
    return StrictBase64.encode(address) + ";" + MARK + StrictBase64.encode(original);
  }
}
