package io.limpet.mesh.building.policies;

import io.limpet.mesh.Reporting;
import io.limpet.mesh.Reporting.Listed;
import io.limpet.mesh.Reporting.Log;
import io.limpet.mesh.Reporting.Logs;
import io.limpet.mesh.Reporting.LogsOfMesh;
import io.limpet.mesh.Reporting.NoSpans;
import io.limpet.mesh.Reporting.Place;
import io.limpet.mesh.Reporting.Sent;
import io.limpet.mesh.Reporting.Spans;
import io.limpet.mesh.Reporting.SpansOfMesh;
import io.limpet.model.istio.ExtensionProvider;
import io.limpet.model.istio.ExtensionProvider.Backend;
import io.limpet.model.istio.ExtensionProvider.Datadog;
import io.limpet.model.istio.ExtensionProvider.GrpcLog;
import io.limpet.model.istio.ExtensionProvider.OpenTelemetry;
import io.limpet.model.istio.ExtensionProvider.OtelLog;
import io.limpet.model.istio.ExtensionProvider.Skywalking;
import io.limpet.model.istio.ExtensionProvider.Zipkin;
import io.limpet.model.istio.FileLog;
import io.limpet.model.istio.MeshConfig;
import io.limpet.model.istio.ProxyConfig;
import io.limpet.model.istio.Telemetry;
import io.limpet.model.istio.Telemetry.Mode;
import io.limpet.model.istio.Telemetry.Tracing;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What Telemetries and the mesh's default providers mean (`AccessLogging` and `Tracing` in Istio's
/// `pilot/pkg/model/telemetry.go`). A provider whose service is not there is as good as none.
final class ReportingBuilder {
  /// Istio's own provider of access logs.
  private static final ExtensionProvider ENVOY =
      new ExtensionProvider(
          "envoy", "envoyFileAccessLog", new FileLog("/dev/stdout", "", Map.of(), false));

  private final MeshConfig mesh;
  private final String service;
  private final Function<Backend, Optional<Place>> places;

  /// `service` is what the gateway calls itself.
  ReportingBuilder(MeshConfig mesh, String service, Function<Backend, Optional<Place>> places) {
    this.mesh = mesh;
    this.service = service;
    this.places = places;
  }

  /// `telemetries` are those for the gateway, the least specific first.
  Reporting build(List<Telemetry> telemetries) {
    return new Reporting(logs(telemetries), spans(telemetries));
  }

  private Optional<ExtensionProvider> provider(String name) {
    return mesh.extensionProviders().stream()
        .filter(each -> each.name().equalsIgnoreCase(name))
        .findFirst()
        .or(() -> name.equalsIgnoreCase(ENVOY.name()) ? Optional.of(ENVOY) : Optional.empty());
  }

  /// Where nothing can be logged to that is asked for, istiod does as the mesh says.
  private Logs logs(List<Telemetry> telemetries) {
    List<String> usual = mesh.defaultProviders().accessLogging();
    List<Telemetry> levels =
        telemetries.stream().filter(each -> !each.accessLogging().isEmpty()).toList();
    List<Log> logs = new ArrayList<>();
    boolean any = false;
    for (var each : new LogMerge(usual).merged(levels).entrySet()) {
      Optional<Log> log =
          provider(each.getKey()).flatMap(found -> log(found, each.getValue().expression()));
      any |= log.isPresent();
      if (!each.getValue().disabled()) {
        log.ifPresent(logs::add);
      }
    }
    logs.sort(Comparator.comparing(each -> each.provider().name()));
    return any ? new Listed(logs) : new LogsOfMesh();
  }

  private Optional<Log> log(ExtensionProvider provider, String expression) {
    return switch (provider.description()) {
      case FileLog _ -> Optional.of(new Log(provider, null, expression));
      case GrpcLog grpc -> at(grpc.backend(), provider, expression);
      case OtelLog otel -> at(otel.backend(), provider, expression);
      default -> Optional.empty();
    };
  }

  private Optional<Log> at(Backend backend, ExtensionProvider provider, String expression) {
    return places.apply(backend).map(place -> new Log(provider, place, expression));
  }

  private Spans spans(List<Telemetry> telemetries) {
    List<Tracing> all = telemetries.stream().flatMap(each -> each.tracing().stream()).toList();
    List<String> usual = mesh.defaultProviders().tracing();
    if (all.isEmpty() && usual.isEmpty()) {
      return new SpansOfMesh();
    }
    String name = usual.isEmpty() ? "" : usual.getFirst();
    boolean disabled = false;
    @Nullable Double sampling = null;
    List<ProxyConfig.Tag> tags = List.of();
    boolean useRequestId = true;
    boolean istioTags = true;
    for (Tracing each : all) {
      if (each.mode() == Mode.SERVER) {
        continue;
      }
      name = each.providers().isEmpty() ? name : each.providers().getFirst();
      disabled = or(each.disableSpanReporting(), disabled);
      sampling =
          each.randomSamplingPercentage() == null ? sampling : each.randomSamplingPercentage();
      tags = each.customTags() == null ? tags : each.customTags();
      useRequestId = or(each.useRequestIdForTraceSampling(), useRequestId);
      istioTags = or(each.enableIstioTags(), istioTags);
    }
    Optional<ExtensionProvider> found = disabled ? Optional.empty() : provider(name);
    @Nullable Place place = found.flatMap(this::place).orElse(null);
    return found.isEmpty() || place == null
        ? new NoSpans()
        : new Sent(
            found.get().description(), place, service, sampling, tags, useRequestId, istioTags);
  }

  private static boolean or(@Nullable Boolean written, boolean otherwise) {
    return written == null ? otherwise : written;
  }

  /// Of those that take spans.
  private Optional<Place> place(ExtensionProvider provider) {
    return switch (provider.description()) {
      case Zipkin zipkin -> places.apply(zipkin.backend());
      case Datadog datadog -> places.apply(datadog.backend());
      case Skywalking skywalking -> places.apply(skywalking.backend());
      case OpenTelemetry telemetry -> places.apply(telemetry.backend());
      default -> Optional.empty();
    };
  }
}
