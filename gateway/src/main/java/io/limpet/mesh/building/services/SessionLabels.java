package io.limpet.mesh.building.services;

import io.limpet.mesh.Feature;
import io.limpet.mesh.Fix;
import io.limpet.mesh.MeshOptions;
import io.limpet.mesh.SessionPolicy;
import io.limpet.mesh.SessionPolicy.Pinned;
import io.limpet.session.TokenCarrier;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Strong sessions as a Service's labels ask for them: the grammar of
/// `MaybeBuildStatefulSessionFilterConfig` in Istio's `pilot/pkg/networking/util/util.go`. Limpet
/// adds annotations for what a label's value cannot hold.
public final class SessionLabels {
  public static final String PATH = "limpet.io/session-path";
  public static final String TTL = "limpet.io/session-ttl";
  public static final String ATTRIBUTES = "limpet.io/session-attributes";

  /// Istio up to 1.21 gave every session cookie this lifetime.
  private static final long OLD_TTL_SECONDS = 120;

  private SessionLabels() {}

  static SessionPolicy policy(
      Map<String, String> labels, Map<String, String> annotations, MeshOptions options) {
    String cookie = cookie(labels, options);
    String header = header(labels, options);
    boolean checked = options.has(Fix.REFUSED_VALUES);
    if (!options.istioVersion().atLeast(17)) {
      return new SessionPolicy.None();
    }
    if (!cookie.isEmpty() && (!checked || isToken(cookieName(cookie)))) {
      return new Pinned(cookie(cookie, annotations, options));
    }
    if (!header.isEmpty() && (!checked || isToken(header))) {
      return new Pinned(new TokenCarrier.Header(checked ? lower(header) : header));
    }
    return new SessionPolicy.None();
  }

  /// What routes to the service carry, if labels ask for it and not a rule that leads there.
  /// istiod's master switch is for these alone: clusters and endpoints go on as if there were
  /// sessions.
  public static SessionPolicy onRoutes(MeshService service, MeshOptions options) {
    boolean labelled =
        !cookie(service.labels(), options).isEmpty()
            || !header(service.labels(), options).isEmpty();
    return labelled && options.on(Feature.PILOT_ENABLE_PERSISTENT_SESSION_FILTER)
        ? service.session()
        : new SessionPolicy.None();
  }

  /// The label that asks for a cookie, or an empty text.
  public static String cookie(Map<String, String> labels, MeshOptions options) {
    return value(labels, options.text(Feature.PILOT_PERSISTENT_SESSION_LABEL));
  }

  /// The label that asks for a header, or an empty text.
  public static String header(Map<String, String> labels, MeshOptions options) {
    return value(labels, options.text(Feature.PILOT_PERSISTENT_SESSION_HEADER_LABEL));
  }

  /// A switch without a name switches its label off.
  private static String value(Map<String, String> labels, String name) {
    return name.isEmpty() ? "" : labels.getOrDefault(name, "");
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  /// The cookie's name in a label's value, which is `name` or `name:path`.
  public static String cookieName(String value) {
    int colon = value.indexOf(':');
    return colon < 0 ? value : value.substring(0, colon);
  }

  /// Whether the text may name a header or a cookie (a token of RFC 9110, section 5.6.2).
  public static boolean isToken(String text) {
    return !text.isEmpty() && text.chars().allMatch(SessionLabels::isTokenCharacter);
  }

  private static boolean isTokenCharacter(int character) {
    return (character >= 'a' && character <= 'z')
        || (character >= 'A' && character <= 'Z')
        || (character >= '0' && character <= '9')
        || "!#$%&'*+-.^_`|~".indexOf(character) >= 0;
  }

  private static TokenCarrier cookie(
      String value, Map<String, String> annotations, MeshOptions options) {
    int colon = value.indexOf(':');
    String path = colon < 0 ? "/" : value.substring(colon + 1);
    long ttl = options.istioVersion().atLeast(22) ? 0 : OLD_TTL_SECONDS;
    if (!options.has(Fix.COOKIE_PATH)) {
      return new TokenCarrier.Cookie(cookieName(value), path, ttl, List.of());
    }
    return new TokenCarrier.Cookie(
        cookieName(value),
        annotations.getOrDefault(PATH, path),
        ttl(annotations.getOrDefault(TTL, "")).map(Duration::toSeconds).orElse(ttl),
        attributes(annotations.getOrDefault(ATTRIBUTES, "")));
  }

  /// A lifetime such as `90s`, `1h30m` or `3600`; nothing if it is none.
  public static Optional<Duration> ttl(String text) {
    boolean seconds = !text.isEmpty() && text.chars().allMatch(Character::isDigit);
    try {
      return Optional.of(Duration.parse("PT" + text + (seconds ? "S" : "")))
          .filter(duration -> !duration.isNegative());
    } catch (DateTimeParseException notADuration) {
      return Optional.empty();
    }
  }

  private static List<String> attributes(String text) {
    return Arrays.stream(text.split("[;,]"))
        .map(String::strip)
        .filter(each -> !each.isEmpty())
        .toList();
  }
}
