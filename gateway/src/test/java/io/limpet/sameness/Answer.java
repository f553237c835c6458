package io.limpet.sameness;

import io.limpet.session.PlainToken;
import io.limpet.session.XxHash64;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// An answer as a test sees it: what differs from one moment to the next, such as times and random
/// ids, is masked.
///
/// `endpoint` is the name of the one that answered, empty where none did. `headers` are sorted by
/// name, `tls` is what was agreed on, `unmasked` are the header lines as they came. `closed`: the
/// connection ended after it, where that was asked for.
record Answer(
    String first,
    List<String> headers,
    List<String> interims,
    String body,
    List<String> trailers,
    boolean cut,
    boolean closed,
    String endpoint,
    String tls,
    List<String> unmasked) {
  private static final Pattern TOKEN = Pattern.compile("=\"([A-Za-z0-9+/]+=*)\"");
  private static final Pattern TIME =
      Pattern.compile(
          "(?im)^(x-envoy-upstream-service-time: |x-envoy-expected-rq-timeout-ms: )(\\d+)$");
  private static final Pattern ID =
      Pattern.compile("(?im)^(x-request-id: )[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$");

  static Answer of(ClientWire wire, HttpWire.Message read, List<String> interims, boolean closed) {
    List<String> headers = new ArrayList<>();
    String endpoint = "";
    for (String line : read.sortedLines()) {
      String lower = line.toLowerCase(Locale.ROOT);
      if (lower.startsWith("x-endpoint:")) {
        endpoint = line.substring(line.indexOf(':') + 1).strip();
      } else if (!lower.startsWith("date:")) {
        headers.add(masked(line, wire));
      }
    }
    return new Answer(
        read.first(),
        headers,
        List.copyOf(interims),
        masked(read.body(), wire),
        read.trailers(),
        read.cut(),
        closed,
        endpoint,
        wire.tls(),
        read.lines());
  }

  /// The values of a header of the answer as they came.
  List<String> raw(String name) {
    return values(unmasked, name);
  }

  int status() {
    String[] words = first.split(" ", 3);
    return words.length > 1 && words[1].matches("\\d+") ? Integer.parseInt(words[1]) : 0;
  }

  /// The values of a header of the answer.
  List<String> header(String name) {
    return values(headers, name);
  }

  /// The request line as the endpoint received it.
  String upstreamFirst() {
    return body.lines().findFirst().orElse("");
  }

  /// The values of a header as the endpoint received it.
  List<String> upstreamHeader(String name) {
    return values(body.lines().skip(1).takeWhile(line -> !line.isEmpty()).toList(), name);
  }

  String upstreamBody() {
    int blank = body.indexOf("\n\n");
    return blank < 0 ? "" : body.substring(blank + 2);
  }

  private static List<String> values(List<String> lines, String name) {
    String start = name.toLowerCase(Locale.ROOT) + ":";
    return lines.stream()
        .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(start))
        .map(line -> line.substring(start.length()).strip())
        .toList();
  }

  private static String masked(String text, ClientWire wire) {
    String made =
        HexFormat.of().toHexDigits(XxHash64.hash(wire.localAddress() + wire.remoteAddress()));
    String masked =
        text.replace(made, "<made>")
            .replace(wire.localAddress(), "<client>")
            .replace(wire.remoteAddress(), "<gateway>");
    return TOKEN.matcher(masked(masked)).replaceAll(Answer::withoutExpiry);
  }

  /// A text without the times and random ids of the moment.
  static String masked(String text) {
    String masked = ID.matcher(text).replaceAll("$1<id>");
    return TIME.matcher(masked).replaceAll(each -> each.group(1) + time(each));
  }

  /// A line without the time that is left for a request, where it is that.
  static String withoutBudget(String line) {
    String start = "x-envoy-expected-rq-timeout-ms: ";
    return line.toLowerCase(Locale.ROOT).startsWith(start) ? start + "<ms>" : line;
  }

  /// How long an answer took is measured. Of the other times a round number was configured, and any
  /// other was measured.
  private static String time(MatchResult line) {
    String millis = line.group(2);
    boolean service = line.group(1).toLowerCase(Locale.ROOT).startsWith("x-envoy-upstream");
    return !service && millis.length() > 2 && millis.endsWith("00") ? millis : "<ms>";
  }

  /// A cookie's token says when it ends, which depends on when it was written.
  private static String withoutExpiry(MatchResult token) {
    String value = token.group(1);
    long now = System.currentTimeMillis() / 1000;
    if (PlainToken.readCookie(value, now)
        instanceof io.limpet.session.Claim.Names(String address)) {
      boolean ends = !value.equals(PlainToken.writeCookie(address, 0));
      return Matcher.quoteReplacement(
          "=\"<token of " + address + (ends ? " that ends>" : ">") + "\"");
    }
    return Matcher.quoteReplacement(token.group());
  }
}
