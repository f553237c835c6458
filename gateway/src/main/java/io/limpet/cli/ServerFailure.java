package io.limpet.cli;

import java.io.Serial;

/// The local world's API cannot be reached, or refuses what a command asks of it.
final class ServerFailure extends Exception {
  @Serial private static final long serialVersionUID = 1;

  private final int code;

  private ServerFailure(int code, String message) {
    super(message);
    this.code = code;
  }

  static ServerFailure unreachable(String server, String why) {
    return new ServerFailure(
        0,
        "the local world's API at "
            + server
            + " cannot be reached ("
            + why
            + "); start it with `limpet demo` or `limpet run -f FILE`, or say with --server"
            + " where it is");
  }

  static ServerFailure wrongUse(String message) {
    return new ServerFailure(0, message);
  }

  /// In kubectl's words.
  static ServerFailure refused(int code, String reason, String message) {
    return new ServerFailure(code, "Error from server (" + reason + "): " + message);
  }

  boolean notFound() {
    return code == 404;
  }

  String text() {
    return String.valueOf(getMessage());
  }
}
