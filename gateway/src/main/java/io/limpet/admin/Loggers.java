package io.limpet.admin;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import java.util.stream.Collectors;

/// `/logging`: shows and sets log levels under Envoy's words (source/server/admin/logs_handler.cc).
/// Our loggers are `System.Logger`s, which the JDK hands to `java.util.logging`. They are named
/// without `io.limpet.`; `limpet` is all of them.
final class Loggers {
  private static final String ROOT = "io.limpet";
  private static final String ALL = "limpet";
  private static final String USAGE =
      """

      usage: /logging?<name>=<level> (change single level)
      usage: /logging?paths=name1:level1,name2:level2,... (change multiple levels)
      usage: /logging?level=<level> (change all levels)
      usage: /logging (show all levels)
      """;
  private static final Map<String, Level> LEVELS =
      Map.of(
          "trace", Level.FINER,
          "debug", Level.FINE,
          "info", Level.INFO,
          "warning", Level.WARNING,
          "error", Level.SEVERE,
          "critical", Level.SEVERE,
          "off", Level.OFF);

  /// `java.util.logging` forgets a logger's level when nobody holds the logger.
  private final Map<String, Logger> held = new TreeMap<>(Map.of(ALL, Logger.getLogger(ROOT)));

  synchronized Answer answer(Query query) throws BadQuery {
    find();
    if (query.parameters().size() > 1) {
      throw wrong("invalid parameters");
    }
    for (Map.Entry<String, String> parameter : query.parameters().entrySet()) {
      change(parameter.getKey(), parameter.getValue());
    }
    return Answer.text(
        held.entrySet().stream()
            .map(each -> "  " + each.getKey() + ": " + word(each.getValue()) + "\n")
            .collect(Collectors.joining("", "active loggers:\n", "\n")));
  }

  private void change(String name, String value) throws BadQuery {
    switch (name) {
      case "level" -> {
        Level level = level(value);
        held.values().forEach(logger -> logger.setLevel(level));
        let(level);
      }
      case "paths" -> {
        for (String path : value.split(",", -1)) {
          List<String> parts = List.of(path.split(":", 2));
          change(parts.getFirst(), parts.size() < 2 ? "" : parts.getLast());
        }
      }
      default -> {
        Level level = level(value);
        Logger logger = held.get(name);
        if (logger == null) {
          throw wrong("unknown logger name");
        }
        logger.setLevel(level);
        let(level);
      }
    }
  }

  /// The handlers have a level of their own, below which they show nothing.
  private static void let(Level level) {
    for (Handler handler : Logger.getLogger("").getHandlers()) {
      if (handler.getLevel().intValue() > level.intValue()) {
        handler.setLevel(level);
      }
    }
  }

  private void find() {
    for (String name : List.copyOf(java.util.Collections.list(manager().getLoggerNames()))) {
      Logger logger = manager().getLogger(name);
      if (logger != null && name.startsWith(ROOT + ".")) {
        held.put(name.substring(ROOT.length() + 1), logger);
      }
    }
  }

  private static LogManager manager() {
    return LogManager.getLogManager();
  }

  private static Level level(String word) throws BadQuery {
    return Optional.ofNullable(LEVELS.get(word)).orElseThrow(() -> wrong("unknown logger level"));
  }

  /// The level in force: the logger's own, or the nearest one above it.
  private static String word(Logger logger) {
    for (Logger each = logger; each != null; each = each.getParent()) {
      Level level = each.getLevel();
      if (level != null) {
        return word(level);
      }
    }
    return "info";
  }

  private static String word(Level level) {
    int value = level.intValue();
    if (value >= Level.OFF.intValue()) {
      return "off";
    }
    if (value > Level.INFO.intValue()) {
      return value >= Level.SEVERE.intValue() ? "error" : "warning";
    }
    if (value > Level.FINE.intValue()) {
      return "info";
    }
    return value == Level.FINE.intValue() ? "debug" : "trace";
  }

  private static BadQuery wrong(String what) {
    return new BadQuery(400, "error: " + what + "\n" + USAGE);
  }
}
