package io.limpet.cli;

import java.io.Serial;

/// A command cannot do what it was asked; the text says why and what to do, and is all that the
/// user sees.
final class CommandFailure extends Exception {
  @Serial private static final long serialVersionUID = 1;

  CommandFailure(String message) {
    super(message);
  }

  String text() {
    return String.valueOf(getMessage());
  }
}
