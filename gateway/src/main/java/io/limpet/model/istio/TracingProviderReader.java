package io.limpet.model.istio;

import io.limpet.model.fields.Fields;
import io.limpet.model.istio.ExtensionProvider.Datadog;
import io.limpet.model.istio.ExtensionProvider.Header;
import io.limpet.model.istio.ExtensionProvider.OpenTelemetry;
import io.limpet.model.istio.ExtensionProvider.Skywalking;
import io.limpet.model.istio.ExtensionProvider.Zipkin;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads extension providers that spans go to.
final class TracingProviderReader {
  private static final long MOST = 0xffff_ffffL;
  private static final Map<String, Boolean> CONTEXTS =
      Map.of("USE_B3", false, "USE_B3_WITH_W3C_PROPAGATION", true);

  private TracingProviderReader() {}

  static Zipkin zipkin(Fields zipkin) {
    return new Zipkin(
        ExtensionProviderReader.backend(zipkin),
        zipkin.whole("maxTagLength", 0, MOST, 0),
        zipkin.truth("enable64bitTraceId"),
        zipkin.text("path"),
        zipkin.duration("timeout"),
        headers(zipkin, "headers"),
        zipkin.word("traceContextOption", CONTEXTS, false));
  }

  static Datadog datadog(Fields datadog) {
    return new Datadog(
        ExtensionProviderReader.backend(datadog), datadog.whole("maxTagLength", 0, MOST, 0));
  }

  static Skywalking skywalking(Fields skywalking) {
    skywalking.notCarriedOut("accessToken");
    return new Skywalking(ExtensionProviderReader.backend(skywalking));
  }

  /// How spans are sent.
  private record Export(@Nullable String path, @Nullable Duration timeout, List<Header> headers) {}

  private record Detectors(boolean environment, boolean dynatrace) {}

  static OpenTelemetry openTelemetry(Fields provider) {
    provider.oneOf("http", "grpc");
    provider.notCarriedOut("dynatraceSampler");
    Export http =
        provider.part(
            "http",
            each ->
                new Export(each.text("path"), each.duration("timeout"), headers(each, "headers")));
    Export grpc =
        provider.part(
            "grpc",
            each -> new Export(null, each.duration("timeout"), headers(each, "initialMetadata")));
    Export export = http != null ? http : grpc != null ? grpc : new Export(null, null, List.of());
    Detectors detectors =
        provider.part(
            "resourceDetectors",
            each -> {
              each.known(Set.of("environment", "dynatrace"));
              return new Detectors(each.has("environment"), each.has("dynatrace"));
            });
    return new OpenTelemetry(
        ExtensionProviderReader.backend(provider),
        provider.whole("maxTagLength", 0, MOST, 0),
        export.path(),
        export.timeout(),
        export.headers(),
        detectors != null && detectors.environment(),
        detectors != null && detectors.dynatrace());
  }

  /// A value from istiod's environment is not there.
  private static List<Header> headers(Fields fields, String key) {
    return fields.allItems(
        key,
        each -> {
          each.oneOf("value", "envName");
          each.notCarriedOut("envName");
          return new Header(each.requiredText("name"), each.text("value"));
        });
  }
}
