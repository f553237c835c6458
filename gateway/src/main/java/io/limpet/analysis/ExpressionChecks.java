package io.limpet.analysis;

import io.limpet.mesh.Fix;
import io.limpet.mesh.MeshOptions;
import io.limpet.model.fields.ExpressionSize;
import io.limpet.model.istio.HttpMatch;
import io.limpet.model.istio.HttpRoute;
import io.limpet.model.istio.HttpRoute.PathRewrite;
import io.limpet.model.istio.StringMatch;
import io.limpet.model.istio.VirtualService;
import io.limpet.model.tree.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Regular expressions that are larger than an Envoy takes whose runtime says nothing of it.
final class ExpressionChecks {
  private final MeshOptions options;
  private final Findings findings;

  private ExpressionChecks(MeshOptions options, Findings findings) {
    this.options = options;
    this.findings = findings;
  }

  static void check(VirtualService service, MeshOptions options, Findings findings) {
    ExpressionChecks checks = new ExpressionChecks(options, findings);
    for (int i = 0; i < service.http().size(); i++) {
      checks.check(service.http().get(i), Path.item("spec.http", i));
    }
  }

  private void check(HttpRoute http, String place) {
    for (int i = 0; i < http.matches().size(); i++) {
      check(http.matches().get(i), Path.item(place + ".match", i));
    }
    if (http.rewrite() != null
        && http.rewrite().path() instanceof PathRewrite.Regex(String match, _)) {
      checkSize(match, place + ".rewrite.uriRegexRewrite.match");
    }
    List<StringMatch> origins =
        http.corsPolicy() == null ? List.of() : http.corsPolicy().allowOrigins();
    for (int i = 0; i < origins.size(); i++) {
      check(origins.get(i), Path.item(place + ".corsPolicy.allowOrigins", i));
    }
  }

  private void check(HttpMatch match, String place) {
    check(match.uri(), place + ".uri");
    check(match.scheme(), place + ".scheme");
    check(match.method(), place + ".method");
    check(match.authority(), place + ".authority");
    Map.of(
            "headers", match.headers(),
            "withoutHeaders", match.withoutHeaders(),
            "queryParams", match.queryParams())
        .forEach(
            (key, conditions) ->
                conditions.forEach(
                    (name, text) -> check(text, Path.entry(place + "." + key, name))));
  }

  private void check(@Nullable StringMatch text, String place) {
    if (text instanceof StringMatch.Regex(String expression)) {
      checkSize(expression, place + ".regex");
    }
  }

  private void checkSize(String expression, String place) {
    int size = ExpressionSize.most(expression);
    if (size > ExpressionSize.USUAL_LIMIT) {
      findings.warning(
          place,
          "large-expression",
          "may be a program of "
              + size
              + ", and an Envoy takes "
              + ExpressionSize.USUAL_LIMIT
              + (options.has(Fix.REFUSED_VALUES)
                  ? " by itself, so it is told to take more, in a field that is deprecated;"
                  : " by itself and refuses all routes of the port;")
              + " write a shorter one or a prefix, or set re2.max_program_size.error_level in the"
              + " runtime of your Envoys");
    }
  }
}
