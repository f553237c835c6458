package io.limpet.proxy.plan.reading.format;

import io.limpet.proxy.plan.format.FormatString;
import io.limpet.proxy.plan.format.FormatString.Between;
import io.limpet.proxy.plan.format.FormatString.GrpcForm;
import io.limpet.proxy.plan.format.FormatString.Known;
import io.limpet.proxy.plan.format.FormatString.Literal;
import io.limpet.proxy.plan.format.FormatString.NumberFact;
import io.limpet.proxy.plan.format.FormatString.Part;
import io.limpet.proxy.plan.format.FormatString.PathKind;
import io.limpet.proxy.plan.format.FormatString.TextFact;
import io.limpet.proxy.plan.format.FormatString.TimePoint;
import io.limpet.proxy.plan.format.FormatString.TlsFact;
import io.limpet.proxy.plan.reading.fields.HeadText;
import io.limpet.proxy.plan.reading.fields.Place;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Reads Envoy's format strings ("Access logging", command operators;
/// source/common/formatter/substitution_formatter.cc). What Envoy refuses is refused in its words.
/// A command that Envoy knows and Limpet does not has no value, and a problem says so.
public final class FormatReader {
  private static final Pattern COMMAND =
      Pattern.compile("%([A-Z0-9_]+)(?:\\((.*?)\\))?(?::([0-9]+))?%");
  private static final Pattern NEW_LINE = Pattern.compile("%[-_0^#]*[1-9]*(E|O)?n");

  private static final Map<String, TextFact> TEXTS = byName(TextFact.values());
  private static final Map<String, TlsFact> OF_TLS = byName(TlsFact.values());
  private static final Map<String, NumberFact> NUMBERS = byName(NumberFact.values());
  private static final Map<String, TimePoint> POINTS = byName(TimePoint.values());

  private final String format;
  private final boolean withoutQuery;
  private final Place place;
  private final List<Part> parts = new ArrayList<>();

  private FormatReader(String format, boolean withoutQuery, Place place) {
    this.format = format;
    this.withoutQuery = withoutQuery;
    this.place = place;
  }

  private static <E extends Enum<E>> Map<String, E> byName(E[] values) {
    return Arrays.stream(values).collect(Collectors.toMap(Enum::name, value -> value));
  }

  public static FormatString read(String text, Place place) {
    return readBytes(HeadText.bytes(text), false, place);
  }

  /// A text whose bytes are Latin-1 characters. `withoutQuery`: the formatter of that name is
  /// there, and with it the command.
  static FormatString readBytes(String text, boolean withoutQuery, Place place) {
    return new FormatReader(text, withoutQuery, place).read();
  }

  /// A format of our own.
  static FormatString known(String text) {
    return read(text, Place.of("Format", "", new ArrayList<>()));
  }

  private FormatString read() {
    StringBuilder plain = new StringBuilder();
    Matcher command = COMMAND.matcher(format);
    int at = 0;
    while (at < format.length()) {
      if (format.charAt(at) != '%') {
        plain.append(format.charAt(at++));
      } else if (format.startsWith("%%", at)) {
        plain.append('%');
        at += 2;
      } else {
        literal(plain);
        if (!command.region(at, format.length()).lookingAt()) {
          throw place.refused(
              "\"%s\" has no command at position %d; write %%%% for a percent sign"
                  .formatted(format, at));
        }
        parts.add(part(new Command(command)));
        at = command.end();
      }
    }
    literal(plain);
    return new FormatString(parts);
  }

  private void literal(StringBuilder plain) {
    if (!plain.isEmpty()) {
      parts.add(new Literal(plain.toString()));
      plain.setLength(0);
    }
  }

  /// A command as it is written. `argument` is null where there are no parentheses; `length` below
  /// 0 where none is given.
  private record Command(String name, @Nullable String argument, long length) {
    Command(Matcher found) {
      this(
          found.group(1),
          found.group(2),
          found.group(3) == null ? -1 : Long.parseLong(found.group(3)));
    }

    String text() {
      return argument == null ? "" : argument;
    }

    int cut() {
      return length < 0 ? FormatString.WHOLE : (int) Math.min(length, FormatString.WHOLE);
    }
  }

  private Part part(Command command) {
    return switch (command.name()) {
      case "REQ", "RESP", "TRAILER" -> header(withArgument(command));
      case "START_TIME", "START_TIME_LOCAL", "EMIT_TIME", "EMIT_TIME_LOCAL" ->
          time(withoutLength(command));
      case "RESPONSE_CODE_DETAILS" -> details(withoutLength(command));
      case "GRPC_STATUS" -> new FormatString.GrpcStatus(grpc(withoutLength(command).text()));
      case "COMMON_DURATION" -> between(withoutLength(withArgument(command)));
      case "PATH" -> path(command);
      case "QUERY_PARAM" ->
          new FormatString.QueryParameter(withArgument(command).text(), command.cut());
      case "QUERY_PARAMS" -> queryParameters(command);
      case "ENVIRONMENT" -> environment(withArgument(command));
      default -> plain(command);
    };
  }

  private Command withArgument(Command command) {
    if (command.text().isEmpty()) {
      throw place.refused(command.name() + " needs something in parentheses");
    }
    return command;
  }

  private Command withoutLength(Command command) {
    if (command.length() >= 0) {
      throw place.refused(command.name() + " cannot be cut to a length");
    }
    return command;
  }

  private Part plain(Command command) {
    String name = command.name();
    @Nullable Part part = withoutArguments(name);
    if (part == null) {
      return elsewhere(command);
    }
    if (name.contains("_PEER_CERT_V_")) {
      return part;
    }
    if (!command.text().isEmpty() || command.length() >= 0) {
      throw place.refused(name + " takes neither parentheses nor a length");
    }
    return part;
  }

  private static @Nullable Part withoutArguments(String name) {
    if (TEXTS.containsKey(name)) {
      return new FormatString.Text(TEXTS.get(name));
    }
    if (OF_TLS.containsKey(name)) {
      return new FormatString.OfTls(OF_TLS.get(name), name.startsWith("UPSTREAM_"));
    }
    if (NUMBERS.containsKey(name)) {
      return new FormatString.Amount(NUMBERS.get(name));
    }
    return switch (name) {
      case "GRPC_STATUS_NUMBER" -> new FormatString.GrpcStatus(GrpcForm.NUMBER);
      case "REQUEST_DURATION" -> millis(TimePoint.DS_RX_BEG, TimePoint.DS_RX_END);
      case "REQUEST_TX_DURATION" -> millis(TimePoint.DS_RX_BEG, TimePoint.US_TX_END);
      case "RESPONSE_DURATION" -> millis(TimePoint.DS_RX_BEG, TimePoint.US_RX_BEG);
      case "RESPONSE_TX_DURATION" -> millis(TimePoint.US_RX_BEG, TimePoint.DS_TX_END);
      case "HOSTNAME" -> new Known(HeadText.bytes(HostName.get()), false);
      default -> FormatCommands.withoutValue(name);
    };
  }

  private static Part millis(TimePoint from, TimePoint to) {
    return new Between(from, to, 1_000_000);
  }

  private Part elsewhere(Command command) {
    String name = command.name();
    if (withoutQuery && name.equals("REQ_WITHOUT_QUERY")) {
      return header(withArgument(command));
    }
    if (!FormatCommands.onlyEnvoyHas(name)) {
      throw place.refused("%" + name + "% is no command; see Envoy's access logging for the list");
    }
    place.ignored(
        "%"
            + name
            + "% is not told by Limpet's proxy, and has no value; leave it out, or use Envoy");
    return FormatCommands.ABSENT;
  }

  /// `A?B`: the second where the first is absent.
  private Part header(Command command) {
    String[] names = command.text().split("\\?", -1);
    if (names.length > 2) {
      throw place.refused("\"" + command.text() + "\" has more than one alternative header");
    }
    String first = name(names[0]);
    String second = names.length > 1 ? name(names[1]) : "";
    return switch (command.name()) {
      case "REQ" -> new FormatString.RequestHeader(first, second, true, command.cut());
      case "REQ_WITHOUT_QUERY" ->
          new FormatString.RequestHeader(first, second, false, command.cut());
      case "RESP" -> new FormatString.ResponseHeader(first, second, command.cut());
      default -> new FormatString.ResponseTrailer(first, second, command.cut());
    };
  }

  private String name(String text) {
    String word = text.startsWith(":") ? text.substring(1) : text;
    if (!word.isEmpty() && !HeadText.isHeaderName(word)) {
      throw place.refused("\"" + text + "\" is no header's name");
    }
    return text.toLowerCase(Locale.ROOT);
  }

  private Part time(Command command) {
    if (NEW_LINE.matcher(command.text()).find()) {
      throw place.refused(command.name() + " may not write a new line");
    }
    boolean local = command.name().endsWith("_LOCAL");
    boolean now = command.name().startsWith("EMIT");
    return new FormatString.Time(now, TimeFormat.of(command.text(), local));
  }

  /// Details have no blanks here, so `ALLOW_WHITESPACES` changes nothing.
  private static Part details(Command command) {
    return new FormatString.Text(TextFact.valueOf(command.name()));
  }

  private GrpcForm grpc(String form) {
    return switch (form) {
      case "", "CAMEL_STRING" -> GrpcForm.CAMEL_STRING;
      case "SNAKE_STRING" -> GrpcForm.SNAKE_STRING;
      case "NUMBER" -> GrpcForm.NUMBER;
      default ->
          throw place.refused(
              "GRPC_STATUS is written as CAMEL_STRING, SNAKE_STRING or NUMBER, not as " + form);
    };
  }

  /// A point that Envoy does not know is one that never comes.
  private Part between(Command command) {
    String[] words = command.text().split(":", -1);
    if (words.length < 2 || words.length > 3) {
      throw place.refused("COMMON_DURATION is written as (FROM:TO) or (FROM:TO:ms)");
    }
    long unit =
        switch (words.length == 3 ? words[2] : "ms") {
          case "ms" -> 1_000_000;
          case "us" -> 1_000;
          case "ns" -> 1;
          default -> throw place.refused(words[2] + " is no unit; use ms, us or ns");
        };
    @Nullable TimePoint from = POINTS.get(words[0]);
    @Nullable TimePoint to = POINTS.get(words[1]);
    return from == null || to == null ? FormatCommands.ABSENT : new Between(from, to, unit);
  }

  private Part path(Command command) {
    String[] words = command.text().split(":", -1);
    if (!Stream.of("", "WQ", "NQ").anyMatch(words[0]::equals)) {
      throw place.refused("PATH is written with WQ or NQ, not with " + words[0]);
    }
    PathKind kind =
        switch (words.length == 1 ? "" : words[1]) {
          case "", "ORIG_OR_PATH" -> PathKind.ORIG_OR_PATH;
          case "PATH" -> PathKind.PATH;
          case "ORIG" -> PathKind.ORIG;
          default -> throw place.refused("PATH has PATH, ORIG or ORIG_OR_PATH, not " + words[1]);
        };
    return new FormatString.Path(!words[0].equals("NQ"), kind, command.cut());
  }

  private Part queryParameters(Command command) {
    switch (command.text()) {
      case "", "ORIG" -> {}
      case "DECODED" ->
          place.ignored("QUERY_PARAMS(DECODED) is written undecoded; ask for a QUERY_PARAM");
      default -> throw place.refused("QUERY_PARAMS has ORIG or DECODED, not " + command.text());
    }
    return new FormatString.Text(TextFact.QUERY_PARAMS);
  }

  /// Envoy writes `-` for a variable that is not set, in every place.
  private static Part environment(Command command) {
    @Nullable String value = System.getenv(command.text());
    String bytes = value == null ? "-" : HeadText.bytes(value);
    return new Known(bytes.substring(0, Math.min(bytes.length(), command.cut())), false);
  }
}
