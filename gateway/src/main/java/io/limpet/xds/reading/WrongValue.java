package io.limpet.xds.reading;

import java.io.Serial;

/// A value that its field cannot hold; it never leaves this package.
final class WrongValue extends Exception {
  @Serial private static final long serialVersionUID = 1;

  WrongValue(String text) {
    super(text);
  }

  String text() {
    return String.valueOf(getMessage());
  }
}
