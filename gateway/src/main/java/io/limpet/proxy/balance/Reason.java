package io.limpet.proxy.balance;

/// Why a request went where it went: one closed list, the same word in log, metric, header, page
/// and `explain`.
public enum Reason {
  /// The token's endpoint.
  HIT("hit"),
  /// A session begins.
  NEW("new"),
  /// By the hash of a key.
  HASHED("hashed"),
  /// Any would do.
  BALANCED("balanced"),
  /// There is no endpoint.
  NONE("none"),
  /// A strict token's endpoint may not be used.
  STRICT_REFUSED("strict-refused"),
  /// The token could not be read, or is past its time; a session begins.
  TOKEN_BAD("token-bad"),
  /// Moved: the token's endpoint is no longer there.
  POD_GONE("pod-gone"),
  /// Moved: the token's endpoint is there but may not serve, or failed.
  UNHEALTHY("unhealthy");

  private final String word;

  Reason(String word) {
    this.word = word;
  }

  public String word() {
    return word;
  }
}
