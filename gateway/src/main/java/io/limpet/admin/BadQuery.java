package io.limpet.admin;

import java.io.Serial;

/// A parameter cannot be understood; the text says why and goes to the caller with the status.
final class BadQuery extends Exception {
  @Serial private static final long serialVersionUID = 1;

  private final int status;

  BadQuery(int status, String message) {
    super(message);
    this.status = status;
  }

  Answer answer() {
    return Answer.text(status, String.valueOf(getMessage()));
  }
}
