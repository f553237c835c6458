package io.limpet.model.tree;

import java.io.Serial;

/// A reader cannot go on; it never leaves this package.
final class SyntaxException extends Exception {
  @Serial private static final long serialVersionUID = 1;

  private final int line;

  SyntaxException(int line, String message) {
    super(message);
    this.line = line;
  }

  Mistake mistake() {
    return new Mistake(line, "", Mistake.SYNTAX, String.valueOf(getMessage()));
  }
}
