package io.limpet.xds.translate;

import com.google.protobuf.UInt32Value;
import io.envoyproxy.envoy.type.matcher.v3.RegexMatcher;
import io.envoyproxy.envoy.type.matcher.v3.RegexMatcher.GoogleRE2;
import io.envoyproxy.envoy.type.matcher.v3.StringMatcher;
import io.limpet.mesh.Fix;
import io.limpet.mesh.MeshOptions;
import io.limpet.mesh.TextMatch;
import io.limpet.model.fields.ExpressionSize;
import java.util.HashMap;
import java.util.Map;

/// Regular expressions, and texts that may be some. One that may be larger than an Envoy takes by
/// itself has its limit beside it, or the Envoy would refuse the whole route table: Istio's own
/// Envoys have that limit from their bootstrap, and istiod does not ask.
///
/// The field is deprecated and still obeyed by Envoy 1.40, which takes it before its runtime's
/// (`source/common/common/regex.cc`). Configuration thread only.
final class ExpressionTranslator {
  /// As in Istio's bootstrap (`tools/packaging/common/envoy_bootstrap.json`).
  private static final int LIMIT = 32768;

  private static final int MOST_KNOWN = 10_000;

  private final boolean limits;
  private final Map<String, RegexMatcher> known = new HashMap<>();

  ExpressionTranslator(MeshOptions options) {
    this.limits = options.has(Fix.REFUSED_VALUES);
  }

  RegexMatcher matcher(String expression) {
    if (known.size() > MOST_KNOWN) {
      known.clear();
    }
    return known.computeIfAbsent(expression, this::made);
  }

  @SuppressWarnings("deprecation") // nothing has come in its place but the Envoy's own runtime
  private RegexMatcher made(String expression) {
    RegexMatcher.Builder message = RegexMatcher.newBuilder().setRegex(expression);
    if (limits && ExpressionSize.most(expression) > ExpressionSize.USUAL_LIMIT) {
      message.setGoogleRe2(GoogleRE2.newBuilder().setMaxProgramSize(UInt32Value.of(LIMIT)));
    }
    return message.build();
  }

  StringMatcher text(TextMatch match) {
    StringMatcher.Builder message = StringMatcher.newBuilder();
    return switch (match) {
      case TextMatch.Exact(String value) -> message.setExact(value).build();
      case TextMatch.Prefix(String value) -> message.setPrefix(value).build();
      case TextMatch.Regex(String expression) -> message.setSafeRegex(matcher(expression)).build();
      case TextMatch.Present() -> message.setSafeRegex(matcher(".*")).build();
    };
  }
}
