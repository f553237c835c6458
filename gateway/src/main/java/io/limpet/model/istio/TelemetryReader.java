package io.limpet.model.istio;

import io.limpet.model.Metadata;
import io.limpet.model.Origin;
import io.limpet.model.fields.Fields;
import io.limpet.model.istio.Telemetry.AccessLogging;
import io.limpet.model.istio.Telemetry.Mode;
import io.limpet.model.istio.Telemetry.Tracing;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads a Telemetry. Metrics are those of Istio's own build of Envoy.
public final class TelemetryReader {
  private static final Map<String, Mode> MODES = Fields.words(Mode.values(), Mode::name);

  private TelemetryReader() {}

  public static @Nullable Telemetry read(Fields document, Metadata metadata, Origin origin) {
    Telemetry read = document.part("spec", spec -> spec(spec, metadata, origin));
    return read == null && !document.has("spec")
        ? new Telemetry(metadata, origin, PolicyTarget.ALL, List.of(), List.of())
        : read;
  }

  private static Telemetry spec(Fields spec, Metadata metadata, Origin origin) {
    spec.notCarriedOut("metrics");
    return new Telemetry(
        metadata,
        origin,
        PolicyTargetReader.read(spec),
        spec.allItems("tracing", TelemetryReader::tracing),
        spec.allItems("accessLogging", TelemetryReader::accessLogging));
  }

  private static Tracing tracing(Fields tracing) {
    tracing.notCarriedOut("disableContextPropagation");
    return new Tracing(
        mode(tracing),
        providers(tracing),
        tracing.fraction("randomSamplingPercentage", 0, 100),
        tracing.optionalTruth("disableSpanReporting"),
        tracing.has("customTags") ? ProxyConfigReader.tags(tracing) : null,
        tracing.optionalTruth("useRequestIdForTraceSampling"),
        tracing.optionalTruth("enableIstioTags"));
  }

  private static AccessLogging accessLogging(Fields logging) {
    String expression = logging.part("filter", filter -> filter.text("expression"));
    return new AccessLogging(
        mode(logging),
        providers(logging),
        logging.truth("disabled"),
        expression == null ? "" : expression);
  }

  private static Mode mode(Fields fields) {
    Mode written = fields.part("match", match -> match.word("mode", MODES, Mode.CLIENT_AND_SERVER));
    return written == null ? Mode.CLIENT_AND_SERVER : written;
  }

  private static List<String> providers(Fields fields) {
    return fields.allItems("providers", provider -> provider.requiredText("name"));
  }
}
