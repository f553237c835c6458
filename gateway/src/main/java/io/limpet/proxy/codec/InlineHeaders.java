package io.limpet.proxy.codec;

import java.util.Arrays;
import java.util.Set;

/// Names of which a message of Envoy has one header at most: what is added to one joins its value,
/// behind a comma (Envoy: envoy/http/header_map.h, and the custom inline headers of its filters;
/// which of them Envoy 1.40 has was measured, name by name).
public final class InlineHeaders {
  private static final Set<String> OF_REQUESTS =
      Set.of(
          "accept",
          "accept-encoding",
          "access-control-request-headers",
          "access-control-request-method",
          "authentication",
          "authorization",
          "cache-control",
          "content-encoding",
          "content-type",
          "expect",
          "grpc-accept-encoding",
          "grpc-timeout",
          "if-match",
          "if-modified-since",
          "if-none-match",
          "if-range",
          "if-unmodified-since",
          "origin",
          "pragma",
          "proxy-status",
          "referer",
          "user-agent",
          "via",
          "x-client-trace-id",
          "x-envoy-attempt-count",
          "x-envoy-external-address",
          "x-envoy-is-timeout-retry",
          "x-forwarded-for",
          "x-forwarded-host",
          "x-forwarded-port",
          "x-forwarded-proto",
          "x-request-id");

  private static final Set<String> OF_RESPONSES =
      Set.of(
          "access-control-allow-credentials",
          "access-control-allow-headers",
          "access-control-allow-methods",
          "access-control-allow-origin",
          "access-control-expose-headers",
          "access-control-max-age",
          "age",
          "cache-control",
          "content-encoding",
          "content-type",
          "date",
          "etag",
          "expires",
          "grpc-message",
          "grpc-status",
          "last-modified",
          "location",
          "proxy-status",
          "server",
          "vary",
          "via",
          "x-envoy-attempt-count",
          "x-envoy-decorator-operation",
          "x-envoy-degraded",
          "x-envoy-immediate-health-check-fail",
          "x-envoy-ratelimited",
          "x-envoy-upstream-canary",
          "x-envoy-upstream-healthchecked-cluster",
          "x-envoy-upstream-service-time",
          "x-request-id");

  private InlineHeaders() {}

  /// Makes one line of several in a head that was read (Envoy: header_map_impl.cc,
  /// appendToHeader).
  public static void joinOfRequest(HeaderLines lines) {
    if (lines.mayRepeat()) {
      join(lines, OF_REQUESTS);
    }
  }

  public static void joinOfResponse(HeaderLines lines) {
    if (lines.mayRepeat()) {
      join(lines, OF_RESPONSES);
    }
  }

  private static void join(HeaderLines lines, Set<String> names) {
    int count = lines.count();
    for (int line = 0; line < count; line++) {
      int name = lines.name(line);
      int nameEnd = lines.nameEnd(line);
      if (isAgainBehind(lines, line)
          && !lines.gone(line)
          && names.contains(lines.text(name, nameEnd))) {
        join(lines, HeaderName.of(lines.text(name, nameEnd)));
      }
    }
  }

  /// Lengths are compared first: most names that share a bit differ in theirs.
  private static boolean isAgainBehind(HeaderLines lines, int line) {
    byte[] bytes = lines.bytes();
    int name = lines.name(line);
    int nameEnd = lines.nameEnd(line);
    for (int later = line + 1; later < lines.count(); later++) {
      int other = lines.name(later);
      int otherEnd = lines.nameEnd(later);
      if (otherEnd - other == nameEnd - name
          && Arrays.equals(bytes, name, nameEnd, bytes, other, otherEnd)
          && !lines.gone(later)) {
        return true;
      }
    }
    return false;
  }

  private static void join(HeaderLines lines, HeaderName name) {
    StringBuilder joined = new StringBuilder();
    boolean secret = false;
    for (int line = lines.find(name, 0); line >= 0; line = lines.find(name, line + 1)) {
      String value = lines.text(line);
      joined.append(joined.isEmpty() || value.isEmpty() ? "" : ",").append(value);
      secret |= lines.neverIndexed(line);
    }
    lines.removeAll(name);
    lines.add(name, joined.toString());
    if (secret) {
      lines.neverIndexed();
    }
  }

  static boolean ofRequests(HeaderName name) {
    return OF_REQUESTS.contains(name.text());
  }

  static boolean ofResponses(HeaderName name) {
    return OF_RESPONSES.contains(name.text());
  }
}
