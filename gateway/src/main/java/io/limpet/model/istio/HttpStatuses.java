package io.limpet.model.istio;

/// The statuses of HTTP that have a name in Go's `net/http`, which is how Istio tells a status from
/// a word.
public final class HttpStatuses {
  private HttpStatuses() {}

  /// The status that a text is, or 0.
  public static int parse(String text) {
    if (text.isEmpty() || text.length() > 4) {
      return 0;
    }
    try {
      int status = Integer.parseInt(text);
      return isKnown(status) ? status : 0;
    } catch (NumberFormatException word) {
      return 0; // it is a word
    }
  }

  private static boolean isKnown(int status) {
    return switch (status / 100) {
      case 1 -> status <= 103;
      case 2 -> status <= 208 || status == 226;
      case 3 -> status <= 308 && status != 306;
      case 4 -> isKnownFailureOfCaller(status);
      case 5 -> status <= 511 && status != 509;
      default -> false;
    };
  }

  private static boolean isKnownFailureOfCaller(int status) {
    return switch (status) {
      case 419, 420, 427, 430 -> false;
      case 451 -> true;
      default -> status <= 431;
    };
  }
}
