package io.limpet.proxy.plan;

import io.limpet.proxy.head.RequestHead;
import io.limpet.proxy.plan.match.PathTest;
import io.limpet.proxy.plan.match.RegexReplacement;
import io.limpet.proxy.plan.match.RequestHeaders;
import org.jspecify.annotations.Nullable;

/// What becomes of a request's host on the way upstream. The old one is left in
/// `x-envoy-original-host` and, with `appendForwardedHost`, in `x-forwarded-host`.
public record HostRewrite(Source source, boolean appendForwardedHost) {
  public static final HostRewrite NONE = new HostRewrite(new Kept(), false);

  /// Where the new host comes from.
  public sealed interface Source {}

  public record Kept() implements Source {}

  public record Literal(String host) implements Source {}

  /// A header of the request; without it the host stays.
  public record OfHeader(String name) implements Source {}

  /// The path, without its query and before it is rewritten.
  public record OfPath(RegexReplacement replacement) implements Source {}

  /// The name of the endpoint that was chosen; without one the host stays.
  public record OfEndpoint() implements Source {}

  /// The new host as far as the request itself says it; empty if it stays.
  public String of(RequestHead head) {
    return switch (source) {
      case Literal(String host) -> host;
      case OfHeader(String name) -> orEmpty(RequestHeaders.first(head, name));
      case OfPath(RegexReplacement replacement) ->
          replacement.replaceAll(head.path().substring(0, PathTest.end(head.path())));
      case Kept(), OfEndpoint() -> "";
    };
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
