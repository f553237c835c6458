package io.limpet.proxy.plan.format;

/// How a line of a log, or a body of our own, is written (Envoy: `SubstitutionFormatString`).
///
/// With `omitEmpty`, nothing stands where a command has no value: neither `-`, nor a field of JSON.
public record BodyFormat(Content content, String contentType, boolean omitEmpty) {
  /// A text, or JSON.
  public sealed interface Content permits FormatString, JsonFormat {
    boolean asksForTimes();
  }

  public static BodyFormat text(FormatString text) {
    return new BodyFormat(text, "text/plain", false);
  }

  /// What stands where there is no value in a text.
  public String absent() {
    return omitEmpty ? "" : "-";
  }
}
