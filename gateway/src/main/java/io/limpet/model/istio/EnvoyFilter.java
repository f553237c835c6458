package io.limpet.model.istio;

import io.limpet.model.Kind;
import io.limpet.model.Metadata;
import io.limpet.model.OrderedMap;
import io.limpet.model.Origin;
import io.limpet.model.Resource;
import io.limpet.model.istio.PolicyTarget.Reference;
import io.limpet.model.tree.Value;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Changes to what a gateway's Envoy is told (Istio's `networking/v1alpha3/envoy_filter.proto`).
/// Those of a lower `priority` are made first. An empty selector chooses every workload.
public record EnvoyFilter(
    Metadata metadata,
    Origin origin,
    Map<String, String> selector,
    List<Reference> references,
    int priority,
    List<Patch> patches)
    implements Resource {
  public EnvoyFilter {
    selector = OrderedMap.copyOf(selector);
    references = List.copyOf(references);
    patches = List.copyOf(patches);
  }

  @Override
  public Kind kind() {
    return Kind.ENVOY_FILTER;
  }

  /// One change. `value` is a message of Envoy's, null where none is needed; `path` and `line` are
  /// where the patch is written.
  public record Patch(
      ApplyTo applyTo,
      Match match,
      Operation operation,
      Value.@Nullable Mapping value,
      String path,
      int line) {}

  /// What is changed.
  public enum ApplyTo {
    LISTENER,
    FILTER_CHAIN,
    NETWORK_FILTER,
    HTTP_FILTER,
    LISTENER_FILTER,
    ROUTE_CONFIGURATION,
    VIRTUAL_HOST,
    HTTP_ROUTE,
    CLUSTER,
    EXTENSION_CONFIG,
    BOOTSTRAP
  }

  /// MERGE_AND_REPLACE_LIST came in Istio 1.31.
  public enum Operation {
    MERGE,
    ADD,
    REMOVE,
    INSERT_BEFORE,
    INSERT_AFTER,
    INSERT_FIRST,
    REPLACE,
    MERGE_AND_REPLACE_LIST
  }

  public enum Context {
    ANY,
    SIDECAR_INBOUND,
    SIDECAR_OUTBOUND,
    GATEWAY,
    WAYPOINT
  }

  /// What must hold for a patch to be made. An empty `proxyVersion`, and empty metadata, ask for
  /// nothing.
  public record Match(
      Context context, String proxyVersion, Map<String, String> proxyMetadata, ObjectMatch object) {
    public Match {
      proxyMetadata = OrderedMap.copyOf(proxyMetadata);
    }
  }

  /// Which objects are meant. A number of 0 and an empty text ask for nothing.
  public sealed interface ObjectMatch {}

  /// All of them.
  public record AnyObject() implements ObjectMatch {}

  /// `chain` is null where every chain is meant.
  public record ListenerMatch(
      String name, int portNumber, String listenerFilter, @Nullable ChainMatch chain)
      implements ObjectMatch {}

  /// `applicationProtocols` are all needed. `filter` and `subFilter` are null
  /// where none is named.
  public record ChainMatch(
      String name,
      String sni,
      String transportProtocol,
      List<String> applicationProtocols,
      int destinationPort,
      @Nullable String filter,
      @Nullable String subFilter) {
    public ChainMatch {
      applicationProtocols = List.copyOf(applicationProtocols);
    }
  }

  /// `host` is null where every virtual host is meant.
  public record RouteConfigurationMatch(
      String name, int portNumber, String portName, String gateway, @Nullable HostMatch host)
      implements ObjectMatch {}

  /// `route` is null where every route is meant.
  public record HostMatch(String name, String domainName, @Nullable RouteMatch route) {}

  public record RouteMatch(String name, RouteKind action) {}

  public enum RouteKind {
    ANY,
    ROUTE,
    REDIRECT,
    DIRECT_RESPONSE
  }

  /// A `name` counts alone.
  public record ClusterMatch(String name, String service, String subset, int portNumber)
      implements ObjectMatch {}
}
