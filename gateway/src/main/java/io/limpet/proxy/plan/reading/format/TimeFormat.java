package io.limpet.proxy.plan.reading.format;

import static java.time.temporal.ChronoField.AMPM_OF_DAY;
import static java.time.temporal.ChronoField.DAY_OF_MONTH;
import static java.time.temporal.ChronoField.DAY_OF_WEEK;
import static java.time.temporal.ChronoField.DAY_OF_YEAR;
import static java.time.temporal.ChronoField.HOUR_OF_DAY;
import static java.time.temporal.ChronoField.INSTANT_SECONDS;
import static java.time.temporal.ChronoField.NANO_OF_SECOND;
import static java.time.temporal.ChronoField.YEAR;
import static java.util.stream.Collectors.toMap;

import java.time.DayOfWeek;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.TextStyle;
import java.time.temporal.WeekFields;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;

/// Times as `%START_TIME(…)%` writes them: strftime's letters, and Envoy's `%f`, `%3f` and `%s`
/// (source/common/common/utility.cc, DateFormatter; the rest is Abseil's FormatTime). A letter that
/// has no meaning stays as it is.
final class TimeFormat {
  private static final String DEFAULT = "%Y-%m-%dT%H:%M:%S.%3f";
  private static final Pattern SPECIFIER =
      Pattern.compile("%(?:([1-9])?f|[1-9]?s|E(\\d+|\\*)([Sf])|(E\\*z|Ez|:z|E4?Y|ET|.))");
  private static final Map<Long, String> CENTURIES =
      LongStream.range(1970, 2400).boxed().collect(toMap(it -> it, it -> "" + it / 100));
  private static final Map<Long, String> FROM_SUNDAY =
      Map.of(1L, "1", 2L, "2", 3L, "3", 4L, "4", 5L, "5", 6L, "6", 7L, "0");

  private final DateTimeFormatterBuilder made = new DateTimeFormatterBuilder();

  private TimeFormat() {}

  /// An empty text is Envoy's usual form, which ends in `Z` in UTC and in the offset elsewhere.
  static DateTimeFormatter of(String text, boolean local) {
    ZoneId zone = local ? ZoneId.systemDefault() : ZoneId.of("UTC");
    String format = text.isEmpty() ? DEFAULT + (local ? "%z" : "Z") : text;
    TimeFormat reading = new TimeFormat();
    reading.read(format);
    return reading.made.toFormatter(Locale.ENGLISH).withZone(zone);
  }

  private void read(String format) {
    Matcher found = SPECIFIER.matcher(format);
    int at = 0;
    while (found.find()) {
      made.appendLiteral(format.substring(at, found.start()));
      at = found.end();
      if (found.group(4) != null) {
        letter(found.group(4), found.group());
      } else if (found.group(3) != null) {
        extended(found.group(2), found.group(3).equals("S"));
      } else if (found.group().endsWith("f")) {
        int digits = found.group(1) == null ? 9 : Integer.parseInt(found.group(1));
        made.appendFraction(NANO_OF_SECOND, digits, digits, false);
      } else {
        made.appendValue(INSTANT_SECONDS);
      }
    }
    made.appendLiteral(format.substring(at));
  }

  /// `%E3S`, `%E*S`, `%E3f`, `%E*f`.
  private void extended(String digits, boolean seconds) {
    if (seconds) {
      made.appendPattern("ss");
    }
    if (digits.equals("*")) {
      made.appendFraction(NANO_OF_SECOND, 0, 9, seconds);
      return;
    }
    int count = Math.min(Integer.parseInt(digits), 9);
    if (count > 0) {
      made.appendFraction(NANO_OF_SECOND, count, count, seconds);
    }
  }

  private void letter(String letter, String asWritten) {
    switch (letter) {
      case "Y", "E4Y", "EY" -> made.appendPattern("uuuu");
      case "y" -> made.appendPattern("uu");
      case "C" -> made.appendText(YEAR, CENTURIES);
      case "m" -> made.appendPattern("MM");
      case "d" -> made.appendPattern("dd");
      case "e" -> made.padNext(2).appendValue(DAY_OF_MONTH);
      case "j" -> made.appendValue(DAY_OF_YEAR, 3);
      case "H" -> made.appendPattern("HH");
      case "I" -> made.appendPattern("hh");
      case "k" -> made.padNext(2).appendValue(HOUR_OF_DAY);
      case "l" -> made.padNext(2).appendPattern("h");
      case "M" -> made.appendPattern("mm");
      case "S" -> made.appendPattern("ss");
      case "p" -> made.appendPattern("a");
      case "P" -> made.appendText(AMPM_OF_DAY, Map.of(0L, "am", 1L, "pm"));
      case "F", "D", "x", "T", "X", "R", "r", "c" -> read(composed(letter));
      case "ET", "t", "%", "n" -> made.appendLiteral(literal(letter));
      default -> weekOrZone(letter, asWritten);
    }
  }

  private static String composed(String letter) {
    return switch (letter) {
      case "F" -> "%Y-%m-%d";
      case "D", "x" -> "%m/%d/%y";
      case "R" -> "%H:%M";
      case "r" -> "%I:%M:%S %p";
      case "c" -> "%a %b %e %H:%M:%S %Y";
      default -> "%H:%M:%S";
    };
  }

  private static String literal(String letter) {
    return switch (letter) {
      case "ET" -> "T";
      case "t" -> "\t";
      case "n" -> "\n";
      default -> letter;
    };
  }

  private void weekOrZone(String letter, String asWritten) {
    switch (letter) {
      case "a" -> made.appendText(DAY_OF_WEEK, TextStyle.SHORT);
      case "A" -> made.appendText(DAY_OF_WEEK, TextStyle.FULL);
      case "b", "h" -> made.appendPattern("MMM");
      case "B" -> made.appendPattern("MMMM");
      case "u" -> made.appendValue(DAY_OF_WEEK);
      case "w" -> made.appendText(DAY_OF_WEEK, FROM_SUNDAY);
      case "U" -> made.appendValue(WeekFields.of(DayOfWeek.SUNDAY, 7).weekOfYear(), 2);
      case "W" -> made.appendValue(WeekFields.of(DayOfWeek.MONDAY, 7).weekOfYear(), 2);
      case "V" -> made.appendValue(WeekFields.ISO.weekOfWeekBasedYear(), 2);
      case "G" -> made.appendValue(WeekFields.ISO.weekBasedYear(), 4);
      case "z" -> made.appendOffset("+HHMM", "+0000");
      case "Ez", ":z" -> made.appendOffset("+HH:MM", "+00:00");
      case "E*z" -> made.appendOffset("+HH:MM:SS", "+00:00:00");
      case "Z" -> made.appendZoneText(TextStyle.SHORT);
      default -> made.appendLiteral(asWritten);
    }
  }
}
