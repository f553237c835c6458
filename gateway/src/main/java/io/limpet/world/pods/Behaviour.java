package io.limpet.world.pods;

import java.util.Locale;

/// How a built-in behaves: well, or as the pod annotation `limpet.io/behaviour` tells it to, so
/// that people can see what their gateway makes of it.
public enum Behaviour {
  /// It answers.
  NORMAL,
  /// It exits, and is started again like any program that does.
  CRASH,
  /// It takes requests and never answers.
  HANG,
  /// It refuses connections.
  REFUSE,
  /// It resets connections instead of answering.
  RESET,
  /// It answers with bytes that are no HTTP.
  RUBBISH;

  public static final String ANNOTATION = "limpet.io/behaviour";

  /// What the annotation says; a word that is unknown means [#NORMAL].
  public static Behaviour of(String annotation) {
    for (Behaviour each : values()) {
      if (each.name().toLowerCase(Locale.ROOT).equals(annotation)) {
        return each;
      }
    }
    return NORMAL;
  }
}
