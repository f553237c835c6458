package io.limpet.model.istio;

import io.limpet.model.fields.Fields;
import io.limpet.model.istio.HttpRoute.CorsPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Reads which other sites may call.
final class CorsPolicyReader {
  private static final Map<String, Boolean> UNMATCHED_PREFLIGHTS =
      Map.of("UNSPECIFIED", true, "FORWARD", true, "IGNORE", false);

  private CorsPolicyReader() {}

  static CorsPolicy read(Fields cors) {
    List<StringMatch> origins = new ArrayList<>();
    cors.texts("allowOrigin").forEach(each -> origins.add(new StringMatch.Exact(each)));
    origins.addAll(cors.items("allowOrigins", StringMatchReader::read));
    return new CorsPolicy(
        origins,
        cors.texts("allowMethods"),
        cors.texts("allowHeaders"),
        cors.texts("exposeHeaders"),
        cors.duration("maxAge"),
        cors.optionalTruth("allowCredentials"),
        cors.word("unmatchedPreflights", UNMATCHED_PREFLIGHTS, true));
  }
}
