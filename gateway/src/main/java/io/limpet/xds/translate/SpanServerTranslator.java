package io.limpet.xds.translate;

import com.google.protobuf.Any;
import com.google.protobuf.BoolValue;
import com.google.protobuf.Message;
import io.envoyproxy.envoy.config.core.v3.GrpcService;
import io.envoyproxy.envoy.config.core.v3.HeaderValue;
import io.envoyproxy.envoy.config.core.v3.HeaderValueOption;
import io.envoyproxy.envoy.config.core.v3.HeaderValueOption.HeaderAppendAction;
import io.envoyproxy.envoy.config.core.v3.HttpService;
import io.envoyproxy.envoy.config.core.v3.HttpUri;
import io.envoyproxy.envoy.config.core.v3.TypedExtensionConfig;
import io.envoyproxy.envoy.config.trace.v3.DatadogConfig;
import io.envoyproxy.envoy.config.trace.v3.OpenTelemetryConfig;
import io.envoyproxy.envoy.config.trace.v3.SkyWalkingConfig;
import io.envoyproxy.envoy.config.trace.v3.Tracing.Http;
import io.envoyproxy.envoy.config.trace.v3.ZipkinConfig;
import io.envoyproxy.envoy.config.trace.v3.ZipkinConfig.CollectorEndpointVersion;
import io.envoyproxy.envoy.config.trace.v3.ZipkinConfig.TraceContextOption;
import io.envoyproxy.envoy.extensions.tracers.opentelemetry.resource_detectors.v3.DynatraceResourceDetectorConfig;
import io.envoyproxy.envoy.extensions.tracers.opentelemetry.resource_detectors.v3.EnvironmentResourceDetectorConfig;
import io.limpet.mesh.IstioVersion;
import io.limpet.mesh.Reporting.Place;
import io.limpet.mesh.Reporting.Sent;
import io.limpet.model.istio.ExtensionProvider.Datadog;
import io.limpet.model.istio.ExtensionProvider.Header;
import io.limpet.model.istio.ExtensionProvider.OpenTelemetry;
import io.limpet.model.istio.ExtensionProvider.Skywalking;
import io.limpet.model.istio.ExtensionProvider.Zipkin;
import java.time.Duration;
import java.util.List;

/// Where spans are sent (`configureFromProviderConfig` in Istio's `core/tracing.go`).
final class SpanServerTranslator {
  private static final int TRACE_CONTEXT_SINCE = 28;
  private static final int COLLECTOR_SERVICE_SINCE = 29;

  /// Envoy wants one, and istiod takes this for Zipkin alone.
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private SpanServerTranslator() {}

  static Http provider(Sent sent, IstioVersion version) {
    Place place = sent.place();
    return switch (sent.provider()) {
      case Zipkin zipkin -> named("envoy.tracers.zipkin", zipkin(zipkin, place, version));
      case Datadog _ ->
          named(
              "envoy.tracers.datadog",
              DatadogConfig.newBuilder()
                  .setCollectorCluster(place.cluster())
                  .setServiceName(sent.service())
                  .setCollectorHostname(place.host())
                  .build());
      case Skywalking _ ->
          named(
              "envoy.tracers.skywalking",
              SkyWalkingConfig.newBuilder()
                  .setGrpcService(LogServerTranslator.service(place))
                  .build());
      case OpenTelemetry otel ->
          named("envoy.tracers.opentelemetry", openTelemetry(otel, place, sent.service()));
      default -> throw new IllegalStateException(sent + " takes no spans");
    };
  }

  /// How long the tag with the path may be; 0 where nothing is said.
  static long maxTagLength(Sent sent) {
    return switch (sent.provider()) {
      case Zipkin zipkin -> zipkin.maxTagLength();
      case Datadog datadog -> datadog.maxTagLength();
      case OpenTelemetry otel -> otel.maxTagLength();
      default -> 0;
    };
  }

  private static Http named(String name, Message message) {
    return Http.newBuilder().setName(name).setTypedConfig(Any.pack(message)).build();
  }

  private static ZipkinConfig zipkin(Zipkin zipkin, Place place, IstioVersion version) {
    String path = zipkin.path().isEmpty() ? "/api/v2/spans" : zipkin.path();
    ZipkinConfig.Builder message =
        ZipkinConfig.newBuilder()
            .setCollectorEndpointVersion(CollectorEndpointVersion.HTTP_JSON)
            .setTraceId128Bit(!zipkin.enable64bitTraceId())
            .setSharedSpanContext(BoolValue.of(false));
    if (version.atLeast(COLLECTOR_SERVICE_SINCE)) {
      Duration timeout = zipkin.timeout();
      message.setCollectorService(
          service(
              "http://" + place.host() + path,
              place,
              timeout == null ? TIMEOUT : timeout,
              zipkin.headers()));
    } else {
      message
          .setCollectorCluster(place.cluster())
          .setCollectorEndpoint(path)
          .setCollectorHostname(place.host());
    }
    if (version.atLeast(TRACE_CONTEXT_SINCE) && zipkin.alsoW3c()) {
      message.setTraceContextOption(TraceContextOption.USE_B3_WITH_W3C_PROPAGATION);
    }
    return message.build();
  }

  private static HttpService service(
      String uri, Place place, Duration timeout, List<Header> headers) {
    HttpService.Builder service =
        HttpService.newBuilder()
            .setHttpUri(
                HttpUri.newBuilder()
                    .setUri(uri)
                    .setCluster(place.cluster())
                    .setTimeout(Messages.duration(timeout)));
    for (Header header : headers) {
      service.addRequestHeadersToAdd(
          HeaderValueOption.newBuilder()
              .setAppendAction(HeaderAppendAction.OVERWRITE_IF_EXISTS_OR_ADD)
              .setHeader(value(header)));
    }
    return service.build();
  }

  private static HeaderValue value(Header header) {
    return HeaderValue.newBuilder().setKey(header.name()).setValue(header.value()).build();
  }

  /// The address has no scheme, as istiod says it.
  private static OpenTelemetryConfig openTelemetry(
      OpenTelemetry otel, Place place, String service) {
    OpenTelemetryConfig.Builder message = OpenTelemetryConfig.newBuilder().setServiceName(service);
    Duration timeout = otel.timeout();
    String path = otel.path();
    if (path == null) {
      GrpcService.Builder grpc = LogServerTranslator.service(place);
      if (timeout != null) {
        grpc.setTimeout(Messages.duration(timeout));
      }
      otel.headers().forEach(each -> grpc.addInitialMetadata(value(each)));
      message.setGrpcService(grpc);
    } else {
      String joined = path.isEmpty() ? "" : path.startsWith("/") ? path : "/" + path;
      message.setHttpService(
          service(
              place.host() + joined, place, timeout == null ? TIMEOUT : timeout, otel.headers()));
    }
    if (otel.detectsEnvironment()) {
      message.addResourceDetectors(
          detector("environment", EnvironmentResourceDetectorConfig.getDefaultInstance()));
    }
    if (otel.detectsDynatrace()) {
      message.addResourceDetectors(
          detector("dynatrace", DynatraceResourceDetectorConfig.getDefaultInstance()));
    }
    return message.build();
  }

  private static TypedExtensionConfig detector(String name, Message message) {
    return TypedExtensionConfig.newBuilder()
        .setName("envoy.tracers.opentelemetry.resource_detectors." + name)
        .setTypedConfig(Any.pack(message))
        .build();
  }
}
