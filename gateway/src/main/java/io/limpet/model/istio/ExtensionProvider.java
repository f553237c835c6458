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
      permits FileLog, ExtAuthzHttp, ExtAuthzGrpc, Broken, NotCarriedOut {}

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
    public ExtAuthzHttp {
      includedHeaders = List.copyOf(includedHeaders);
      addedHeaders = OrderedMap.copyOf(addedHeaders);
      toUpstreamOnAllow = List.copyOf(toUpstreamOnAllow);
      toDownstreamOnDeny = List.copyOf(toDownstreamOnDeny);
      toDownstreamOnAllow = List.copyOf(toDownstreamOnAllow);
    }
  }

  /// An authorizer that speaks Envoy's own protocol.
  public record ExtAuthzGrpc(Authorizer authorizer) implements Description {}
}
