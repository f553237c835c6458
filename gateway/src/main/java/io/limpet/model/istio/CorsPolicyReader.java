package io.limpet.model.istio;

import io.limpet.model.fields.Fields;
import io.limpet.model.istio.HttpRoute.CorsPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Reads which other sites may call. The deprecated `allowOrigin` counts where there are no
/// `allowOrigins`.
final class CorsPolicyReader {
  private static final Map<String, Boolean> UNMATCHED_PREFLIGHTS =
      Map.of("UNSPECIFIED", true, "FORWARD", true, "IGNORE", false);

  private CorsPolicyReader() {}

  static CorsPolicy read(Fields cors) {
    List<StringMatch> exact = new ArrayList<>();
    cors.texts("allowOrigin").forEach(each -> exact.add(new StringMatch.Exact(each)));
    List<StringMatch> origins = cors.items("allowOrigins", StringMatchReader::read);
    return new CorsPolicy(
        origins.isEmpty() ? exact : origins,
        cors.texts("allowMethods"),
        cors.texts("allowHeaders"),
        cors.texts("exposeHeaders"),
        cors.duration("maxAge"),
        cors.optionalTruth("allowCredentials"),
        cors.word("unmatchedPreflights", UNMATCHED_PREFLIGHTS, true));
  }
}
