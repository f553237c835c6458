package io.limpet.model.istio;

import io.limpet.model.fields.Fields;
import io.limpet.model.istio.HttpRoute.CorsPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Reads which other sites may call. The deprecated `allowOrigin` counts where there are no
/// `allowOrigins`.
final class CorsPolicyReader {
  private static final Map<String, Boolean> UNMATCHED_PREFLIGHTS =
      Map.of("UNSPECIFIED", true, "FORWARD", true, "IGNORE", false);

  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "CONNECT", "OPTIONS", "TRACE", "*");

  private CorsPolicyReader() {}

  static CorsPolicy read(Fields cors) {
    List<StringMatch> exact = new ArrayList<>();
    cors.texts("allowOrigin").forEach(each -> exact.add(new StringMatch.Exact(each)));
    List<StringMatch> origins = cors.items("allowOrigins", StringMatchReader::origin);
    check(cors, "allowMethods", METHODS::contains);
    check(cors, "allowHeaders", CorsPolicyReader::isHeader);
    check(cors, "exposeHeaders", CorsPolicyReader::isHeader);
    return new CorsPolicy(
        origins.isEmpty() ? exact : origins,
        cors.texts("allowMethods"),
        cors.texts("allowHeaders"),
        cors.texts("exposeHeaders"),
        maxAge(cors),
        cors.optionalTruth("allowCredentials"),
        cors.word("unmatchedPreflights", UNMATCHED_PREFLIGHTS, true));
  }

  private static void check(Fields cors, String key, Predicate<String> valid) {
    for (String word : cors.texts(key)) {
      if (!valid.test(word)) {
        Webhook.refuses(cors, key, "\"" + word + "\" is refused by a cluster; correct it");
      }
    }
  }

  private static boolean isHeader(String name) {
    return name.equals("*") || HeaderWords.isName(name);
  }

  /// In whole seconds.
  private static @Nullable Duration maxAge(Fields cors) {
    Duration age = cors.loose("maxAge", each -> MillisecondDurations.read(cors, each));
    if (age != null && age.toNanosPart() > 0) {
      Webhook.refuses(cors, "maxAge", "has a part of a second, which is cut off; write none");
    }
    return age;
  }
}
