package io.limpet.model.istio;

import io.limpet.model.OrderedMap;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Something outside that helps (`MeshConfig.ExtensionProvider` in Istio's
/// `mesh/v1alpha1/config.proto`): `kind` is the field that describes it, such as
/// `envoyExtAuthzHttp`.
public record ExtensionProvider(String name, String kind, Description description) {
  /// What it is.
  public sealed interface Description
      permits FileLog,
          GrpcLog,
          OtelLog,
          Zipkin,
          Datadog,
          Skywalking,
          OpenTelemetry,
          ExtAuthzHttp,
          ExtAuthzGrpc,
          Broken,
          NotCarriedOut {
    /// Where it is, or null for what is nowhere.
    default @Nullable Backend backend() {
      return null;
    }
  }

  /// One of a kind that is not carried out.
  public record NotCarriedOut() implements Description {}

  /// One that cannot be what it says: what was wrong has been told.
  public record Broken() implements Description {}

  /// Where it is: `service` is a host, or `namespace/host`.
  public record Backend(String service, int port) {}

  /// What an authorizer of either kind is asked with. A `statusOnError` of 0 is not written, nor is
  /// a `timeout` or a `body` of null. `failOpen`: requests pass where it does not answer.
  public record Authorizer(
      Backend backend,
      @Nullable Duration timeout,
      boolean failOpen,
      boolean clearRouteCache,
      int statusOnError,
      @Nullable Body body) {}

  /// How much of a request's body an authorizer sees.
  public record Body(long maxRequestBytes, boolean allowPartialMessage, boolean packAsBytes) {}

  /// An authorizer that speaks HTTP. Names of headers may have a star at one end.
  public record ExtAuthzHttp(
      Authorizer authorizer,
      String pathPrefix,
      List<String> includedHeaders,
      Map<String, String> addedHeaders,
      List<String> toUpstreamOnAllow,
      List<String> toDownstreamOnDeny,
      List<String> toDownstreamOnAllow)
      implements Description {
    @Override
    public Backend backend() {
      return authorizer.backend();
    }

    public ExtAuthzHttp {
      includedHeaders = List.copyOf(includedHeaders);
      addedHeaders = OrderedMap.copyOf(addedHeaders);
      toUpstreamOnAllow = List.copyOf(toUpstreamOnAllow);
      toDownstreamOnDeny = List.copyOf(toDownstreamOnDeny);
      toDownstreamOnAllow = List.copyOf(toDownstreamOnAllow);
    }
  }

  /// An authorizer that speaks Envoy's own protocol.
  public record ExtAuthzGrpc(Authorizer authorizer) implements Description {
    @Override
    public Backend backend() {
      return authorizer.backend();
    }
  }

  /// A server that is told of requests, or of connections where `http` is false, in Envoy's own
  /// protocol.
  public record GrpcLog(
      boolean http,
      Backend backend,
      String logName,
      List<String> filterStateObjects,
      List<String> requestHeaders,
      List<String> responseHeaders,
      List<String> responseTrailers)
      implements Description {
    public GrpcLog {
      filterStateObjects = List.copyOf(filterStateObjects);
      requestHeaders = List.copyOf(requestHeaders);
      responseHeaders = List.copyOf(responseHeaders);
      responseTrailers = List.copyOf(responseTrailers);
    }
  }

  /// A server of OpenTelemetry that is told of requests; an empty `text` is Istio's own line.
  public record OtelLog(Backend backend, String logName, String text, Map<String, String> labels)
      implements Description {
    public OtelLog {
      labels = OrderedMap.copyOf(labels);
    }
  }

  /// A header that spans are sent with.
  public record Header(String name, String value) {}

  /// A server of spans. `timeout` is null where not written, `maxTagLength` 0.
  public record Zipkin(
      Backend backend,
      long maxTagLength,
      boolean enable64bitTraceId,
      String path,
      @Nullable Duration timeout,
      List<Header> headers,
      boolean alsoW3c)
      implements Description {
    public Zipkin {
      headers = List.copyOf(headers);
    }
  }

  public record Datadog(Backend backend, long maxTagLength) implements Description {}

  public record Skywalking(Backend backend) implements Description {}

  /// `path` is null where spans are sent over gRPC; `headers` are metadata there.
  public record OpenTelemetry(
      Backend backend,
      long maxTagLength,
      @Nullable String path,
      @Nullable Duration timeout,
      List<Header> headers,
      boolean detectsEnvironment,
      boolean detectsDynatrace)
      implements Description {
    public OpenTelemetry {
      headers = List.copyOf(headers);
    }
  }
}
