package io.limpet.cli;

/// Limpet cannot start; the message says why, and the remedy.
final class StartException extends Exception {
  StartException(String message) {
    super(message);
  }
}
