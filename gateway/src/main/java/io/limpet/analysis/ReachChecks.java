package io.limpet.analysis;

import io.limpet.model.istio.HttpMatch;
import io.limpet.model.istio.HttpRoute;
import io.limpet.model.istio.RouteAction;
import io.limpet.model.istio.StringMatch;
import io.limpet.model.istio.VirtualService;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Entries and matches of a VirtualService that no request comes to, as earlier ones take them all:
/// istioctl's IST0130 and IST0131.
final class ReachChecks {
  private final List<HttpRoute> routes;
  private final Findings findings;

  private ReachChecks(VirtualService service, Findings findings) {
    this.routes = service.http();
    this.findings = findings;
  }

  static void check(VirtualService service, Findings findings) {
    ReachChecks checks = new ReachChecks(service, findings);
    for (int i = 1; i < checks.routes.size(); i++) {
      checks.check(i);
    }
    for (int i = 0; i < checks.routes.size(); i++) {
      checks.checkWithin(i);
    }
  }

  private void check(int index) {
    List<HttpMatch> matches = routes.get(index).matches();
    if (matches.isEmpty()) {
      coverOf(null, index).ifPresent(cover -> unreachable(index, cover));
      return;
    }
    List<Optional<String>> covers = matches.stream().map(match -> coverOf(match, index)).toList();
    if (covers.stream().allMatch(Optional::isPresent)) {
      unreachable(index, covers.getFirst().orElseThrow());
      return;
    }
    for (int i = 0; i < matches.size(); i++) {
      String place = match(index, i);
      covers.get(i).ifPresent(cover -> ineffective(place, cover));
    }
  }

  /// Matches behind others of their own entry.
  private void checkWithin(int index) {
    List<HttpMatch> matches = routes.get(index).matches();
    for (int i = 1; i < matches.size(); i++) {
      for (int j = 0; j < i; j++) {
        if (covers(matches.get(j), matches.get(i))) {
          ineffective(match(index, i), match(index, j));
          break;
        }
      }
    }
  }

  private void unreachable(int index, String cover) {
    findings.warning(
        "spec.http[" + index + "]",
        "unreachable-rule",
        "is never used, as " + cover + " takes its requests first (IST0130); move or remove it");
  }

  private void ineffective(String place, String cover) {
    findings.warning(
        place,
        "ineffective-match",
        "is never used, as " + cover + " takes its requests first (IST0131); move or remove it");
  }

  private static String match(int route, int match) {
    return "spec.http[" + route + "].match[" + match + "]";
  }

  /// Which earlier entry or match takes all that `match` would. What a delegate takes is its own
  /// matter.
  private Optional<String> coverOf(@Nullable HttpMatch match, int index) {
    for (int i = 0; i < index; i++) {
      HttpRoute earlier = routes.get(i);
      if (earlier.action() instanceof RouteAction.Delegate) {
        continue;
      }
      if (earlier.matches().isEmpty()) {
        return Optional.of("spec.http[" + i + "]");
      }
      for (int j = 0; j < earlier.matches().size(); j++) {
        if (covers(earlier.matches().get(j), match)) {
          return Optional.of(match(i, j));
        }
      }
    }
    return Optional.empty();
  }

  /// Whether every request that `match` is for is one for `wide`; null is for every request.
  private static boolean covers(HttpMatch wide, @Nullable HttpMatch match) {
    if (match == null) {
      return isForAll(wide);
    }
    return coversPath(wide, match)
        && covers(wide.scheme(), match.scheme())
        && covers(wide.method(), match.method())
        && covers(wide.authority(), match.authority())
        && covers(wide.headers(), match.headers())
        && covers(wide.withoutHeaders(), match.withoutHeaders())
        && covers(wide.queryParams(), match.queryParams())
        && (wide.port() == 0 || wide.port() == match.port())
        && (wide.gateways().isEmpty() || wide.gateways().containsAll(match.gateways()))
        && (wide.gateways().isEmpty() == match.gateways().isEmpty())
        && covers(wide.sourceLabels(), match.sourceLabels())
        && (wide.sourceNamespace().isEmpty()
            || wide.sourceNamespace().equals(match.sourceNamespace()));
  }

  private static boolean isForAll(HttpMatch match) {
    return (match.uri() == null || match.uri().equals(new StringMatch.Prefix("/")))
        && match.scheme() == null
        && match.method() == null
        && match.authority() == null
        && match.headers().isEmpty()
        && match.withoutHeaders().isEmpty()
        && match.queryParams().isEmpty()
        && match.port() == 0
        && match.gateways().isEmpty()
        && match.sourceLabels().isEmpty()
        && match.sourceNamespace().isEmpty();
  }

  private static boolean coversPath(HttpMatch wide, HttpMatch match) {
    if (wide.uri() == null || wide.uri().equals(match.uri())) {
      return wide.uri() == null || wide.ignoreUriCase() || !match.ignoreUriCase();
    }
    if (!(wide.uri() instanceof StringMatch.Prefix(String prefix)) || match.ignoreUriCase()) {
      return false;
    }
    return switch (match.uri()) {
      case StringMatch.Exact(String path) -> path.startsWith(prefix);
      case StringMatch.Prefix(String inner) -> inner.startsWith(prefix);
      case StringMatch.Regex _, StringMatch.Present _ -> prefix.equals("/");
      case null -> prefix.equals("/");
    };
  }

  private static boolean covers(@Nullable StringMatch wide, @Nullable StringMatch match) {
    return wide == null || Objects.equals(wide, match);
  }

  private static <T> boolean covers(Map<String, T> wide, Map<String, T> match) {
    return match.entrySet().containsAll(wide.entrySet());
  }
}
