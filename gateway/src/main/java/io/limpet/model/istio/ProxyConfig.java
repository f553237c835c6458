package io.limpet.model.istio;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What `meshConfig.defaultConfig`, or the annotation `proxy.istio.io/config` of a gateway's Pod,
/// says of the gateway's listeners (Istio's `mesh/v1alpha1/proxy.proto`). The rest of it is for the
/// agent that starts an Envoy. What is null was not written.
public record ProxyConfig(
    @Nullable GatewayTopology gatewayTopology,
    @Nullable Tracing tracing,
    @Nullable ProxyHeaders proxyHeaders) {
  /// Nothing is written.
  public static final ProxyConfig NONE = new ProxyConfig(null, null, null);

  /// What stands in front of the gateway. `proxyProtocol`: connections begin with it.
  public record GatewayTopology(
      int numTrustedProxies,
      ForwardClientCertDetails forwardClientCertDetails,
      boolean proxyProtocol) {}

  /// What becomes of `x-forwarded-client-cert`. UNDEFINED where not written.
  public enum ForwardClientCertDetails {
    UNDEFINED,
    SANITIZE,
    FORWARD_ONLY,
    APPEND_FORWARD,
    SANITIZE_SET,
    ALWAYS_FORWARD_ONLY
  }

  /// `sampling` is in percent, null where not written; `maxPathTagLength` 0.
  public record Tracing(@Nullable Double sampling, long maxPathTagLength, List<Tag> customTags) {
    public Tracing {
      customTags = List.copyOf(customTags);
    }
  }

  /// A tag of every span.
  public sealed interface Tag {
    String name();

    record Literal(String name, String value) implements Tag {}

    /// `otherwise`: where the variable or header is not there.
    record Environment(String name, String variable, String otherwise) implements Tag {}

    record Header(String name, String header, String otherwise) implements Tag {}
  }

  /// What an Envoy adds to requests and responses. Null was not written.
  public record ProxyHeaders(
      @Nullable Server server,
      @Nullable Boolean requestIdDisabled,
      @Nullable Boolean attemptCountDisabled,
      @Nullable Boolean envoyDebugHeadersDisabled,
      @Nullable ForwardClientCertDetails forwardedClientCert,
      @Nullable ClientCertDetails setCurrentClientCertDetails,
      boolean preserveHttp1HeaderCase) {}

  /// The `server` header of responses. `value` is empty where not written.
  public record Server(boolean disabled, String value) {}

  /// Which parts of a caller's certificate are told to the endpoint.
  public record ClientCertDetails(
      @Nullable Boolean subject,
      @Nullable Boolean cert,
      @Nullable Boolean chain,
      @Nullable Boolean dns,
      @Nullable Boolean uri) {}
}
