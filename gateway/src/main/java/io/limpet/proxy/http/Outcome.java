package io.limpet.proxy.http;

/// What the access log says of how an exchange ended, and of what happened on its way.
final class Outcome {
  private static final String NO_FLAGS = "-";

  private String kept = ""; // event loop only, like the rest
  private String flags = NO_FLAGS;
  private String details = "";

  void clear() {
    kept = "";
    flags = NO_FLAGS;
    details = "";
  }

  /// The last word counts.
  void end(String flagsNow, String detailsNow) {
    flags = flagsNow;
    details = detailsNow;
  }

  /// Is told whatever the end is.
  void happened(String flag) {
    kept = flag;
  }

  String flags() {
    if (kept.isEmpty()) {
      return flags;
    }
    return flags.equals(NO_FLAGS) ? kept : kept + "," + flags;
  }

  String details() {
    return details;
  }
}
