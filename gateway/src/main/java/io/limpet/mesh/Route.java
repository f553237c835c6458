package io.limpet.mesh;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is done with the requests that match. `operation` names the route in traces; `source` is
/// the resource it was written in. `session` is None or Pinned: what a hash needs is in the action.
public record Route(
    String name,
    String statPrefix,
    ConfigSource source,
    RouteMatch match,
    String operation,
    RouteAction action,
    HeaderEdits headers,
    @Nullable Fault fault,
    @Nullable Cors cors,
    SessionPolicy session) {

  /// A resource as the metadata of messages names it; `kind` as in Istio's paths, such as
  /// `virtual-service`.
  public record ConfigSource(String kind, String namespace, String name) {}

  /// Headers to set and to add, in order, and to remove.
  public record HeaderEdits(List<HeaderEdit> request, List<HeaderEdit> response) {
    public static final HeaderEdits NONE = new HeaderEdits(List.of(), List.of());

    public HeaderEdits {
      request = List.copyOf(request);
      response = List.copyOf(response);
    }
  }

  public sealed interface HeaderEdit {
    record Set(String name, String value) implements HeaderEdit {}

    record Add(String name, String value) implements HeaderEdit {}

    record Remove(String name) implements HeaderEdit {}
  }

  public record Fault(@Nullable Delay delay, @Nullable Abort abort) {}

  public record Delay(java.time.Duration fixed, FractionalPercent share) {}

  /// `grpcStatus` is given for gRPC, else `httpStatus`. Without a share nothing is aborted.
  public record Abort(int httpStatus, String grpcStatus, @Nullable FractionalPercent share) {}

  public record Cors(
      List<TextMatch> allowOrigins,
      List<String> allowMethods,
      List<String> allowHeaders,
      List<String> exposeHeaders,
      java.time.@Nullable Duration maxAge,
      @Nullable Boolean allowCredentials,
      boolean forwardUnmatchedPreflights) {
    public Cors {
      allowOrigins = List.copyOf(allowOrigins);
      allowMethods = List.copyOf(allowMethods);
      allowHeaders = List.copyOf(allowHeaders);
      exposeHeaders = List.copyOf(exposeHeaders);
    }
  }
}
