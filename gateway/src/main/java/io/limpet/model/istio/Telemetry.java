package io.limpet.model.istio;

import io.limpet.model.Kind;
import io.limpet.model.Metadata;
import io.limpet.model.Origin;
import io.limpet.model.Resource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where workloads tell of their requests (Istio's `telemetry/v1alpha1/telemetry.proto`).
public record Telemetry(
    Metadata metadata,
    Origin origin,
    PolicyTarget target,
    List<Tracing> tracing,
    List<AccessLogging> accessLogging)
    implements Resource {
  public Telemetry {
    tracing = List.copyOf(tracing);
    accessLogging = List.copyOf(accessLogging);
  }

  @Override
  public Kind kind() {
    return Kind.TELEMETRY;
  }

  /// Which side of a request is meant. A gateway is a client.
  public enum Mode {
    CLIENT_AND_SERVER,
    CLIENT,
    SERVER
  }

  /// `providers` are names of extension providers; what is null is as before. `customTags` of null
  /// are not written.
  public record Tracing(
      Mode mode,
      List<String> providers,
      @Nullable Double randomSamplingPercentage,
      @Nullable Boolean disableSpanReporting,
      @Nullable List<ProxyConfig.Tag> customTags,
      @Nullable Boolean useRequestIdForTraceSampling,
      @Nullable Boolean enableIstioTags) {
    public Tracing {
      providers = List.copyOf(providers);
      customTags = customTags == null ? null : List.copyOf(customTags);
    }
  }

  /// `expression` is CEL, empty for none.
  public record AccessLogging(
      Mode mode, List<String> providers, boolean disabled, String expression) {
    public AccessLogging {
      providers = List.copyOf(providers);
    }
  }
}
