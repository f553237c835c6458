package io.limpet.model.istio;

import io.limpet.model.fields.Fields;
import io.limpet.model.istio.EnvoyFilter.AnyObject;
import io.limpet.model.istio.EnvoyFilter.ApplyTo;
import io.limpet.model.istio.EnvoyFilter.ChainMatch;
import io.limpet.model.istio.EnvoyFilter.ClusterMatch;
import io.limpet.model.istio.EnvoyFilter.ListenerMatch;
import io.limpet.model.istio.EnvoyFilter.ObjectMatch;
import io.limpet.model.istio.EnvoyFilter.Operation;
import io.limpet.model.istio.EnvoyFilter.RouteConfigurationMatch;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/// Whether the parts of a patch go together: what Istio's webhook refuses
/// (`pkg/config/validation/envoyfilter`), and what its istiod passes over in silence
/// (`pilot/pkg/networking/core/envoyfilter`).
final class EnvoyFilterChecks {
  private static final String MANAGER = "envoy.filters.network.http_connection_manager";
  private static final String OLD_MANAGER = "envoy.http_connection_manager";

  private static final Set<Operation> OF_OBJECTS =
      EnumSet.of(
          Operation.MERGE, Operation.MERGE_AND_REPLACE_LIST, Operation.REMOVE, Operation.ADD);
  private static final Set<Operation> OF_FILTERS = EnumSet.allOf(Operation.class);

  /// What each object can have done to it.
  private static final Map<ApplyTo, Set<Operation>> OPERATIONS =
      Map.of(
          ApplyTo.LISTENER, with(OF_OBJECTS),
          ApplyTo.FILTER_CHAIN, with(OF_OBJECTS),
          ApplyTo.CLUSTER, with(OF_OBJECTS),
          ApplyTo.NETWORK_FILTER, OF_FILTERS,
          ApplyTo.HTTP_FILTER, OF_FILTERS,
          ApplyTo.LISTENER_FILTER, OF_FILTERS,
          ApplyTo.ROUTE_CONFIGURATION,
              EnumSet.of(Operation.MERGE, Operation.MERGE_AND_REPLACE_LIST),
          ApplyTo.VIRTUAL_HOST, with(OF_OBJECTS, Operation.REPLACE),
          ApplyTo.HTTP_ROUTE, with(OF_OBJECTS),
          ApplyTo.EXTENSION_CONFIG, with(EnumSet.of(Operation.ADD)));

  private EnvoyFilterChecks() {}

  /// Where nothing can be inserted, to insert is to add; so an insertion is none of the mistakes.
  private static Set<Operation> with(Set<Operation> some, Operation... more) {
    Set<Operation> all = EnumSet.copyOf(some);
    all.addAll(Set.of(more));
    all.addAll(Set.of(Operation.INSERT_FIRST, Operation.INSERT_BEFORE, Operation.INSERT_AFTER));
    return all;
  }

  static void check(Fields patch, ApplyTo applyTo, Operation operation, ObjectMatch match) {
    switch (applyTo) {
      case EXTENSION_CONFIG -> {} // whoever asks for it by name gets it, whatever is matched
      case BOOTSTRAP ->
          patch.warn(
              "applyTo",
              "not-carried-out",
              "BOOTSTRAP changes what a gateway starts with, which a control plane does not send:"
                  + " the patch has no effect on gateways that run; write it into their bootstrap");
      case LISTENER, FILTER_CHAIN, NETWORK_FILTER, HTTP_FILTER, LISTENER_FILTER -> {
        fits(patch, applyTo, match, match instanceof ListenerMatch, "listener");
        if (match instanceof ListenerMatch listener && listener.chain() != null) {
          filters(patch, applyTo, listener.chain());
        }
      }
      case ROUTE_CONFIGURATION, VIRTUAL_HOST, HTTP_ROUTE ->
          fits(
              patch,
              applyTo,
              match,
              match instanceof RouteConfigurationMatch,
              "routeConfiguration");
      case CLUSTER -> fits(patch, applyTo, match, match instanceof ClusterMatch, "cluster");
    }
    Set<Operation> known = OPERATIONS.getOrDefault(applyTo, OF_FILTERS);
    if (!known.contains(operation)) {
      patch.warn(
          "patch",
          "no-effect",
          operation + " does nothing to a " + applyTo + "; write one of " + known);
    }
    relative(patch, applyTo, operation, match);
  }

  private static void fits(
      Fields patch, ApplyTo applyTo, ObjectMatch match, boolean fits, String right) {
    if (!fits && !(match instanceof AnyObject)) {
      patch.refuse(
          "match",
          Webhook.CODE,
          "matches other objects than the " + applyTo + " that is patched; write match." + right);
    }
  }

  private static void filters(Fields patch, ApplyTo applyTo, ChainMatch chain) {
    String filter = chain.filter();
    if (filter == null) {
      return;
    }
    if (applyTo == ApplyTo.LISTENER || applyTo == ApplyTo.FILTER_CHAIN) {
      patch.warn("match", "no-effect", "names a filter, which has no effect on a " + applyTo);
    }
    if (chain.subFilter() == null) {
      return;
    }
    if (applyTo != ApplyTo.HTTP_FILTER) {
      patch.refuse(
          "match", Webhook.CODE, "has a subFilter, which is for HTTP_FILTER only; remove it");
    } else if (!filter.equals(MANAGER) && !filter.equals(OLD_MANAGER)) {
      patch.refuse(
          "match", Webhook.CODE, "has a subFilter of " + filter + "; only " + MANAGER + " has any");
    }
  }

  /// istiod passes over what would remove or replace everything.
  private static void relative(
      Fields patch, ApplyTo applyTo, Operation operation, ObjectMatch match) {
    if (operation != Operation.REMOVE && operation != Operation.REPLACE) {
      return;
    }
    boolean named =
        switch (applyTo) {
          case HTTP_FILTER ->
              match instanceof ListenerMatch listener
                  && listener.chain() != null
                  && listener.chain().subFilter() != null;
          case NETWORK_FILTER ->
              match instanceof ListenerMatch listener
                  && listener.chain() != null
                  && listener.chain().filter() != null;
          case LISTENER_FILTER ->
              match instanceof ListenerMatch listener && !listener.listenerFilter().isEmpty();
          case LISTENER,
              FILTER_CHAIN,
              ROUTE_CONFIGURATION,
              VIRTUAL_HOST,
              HTTP_ROUTE,
              CLUSTER,
              EXTENSION_CONFIG,
              BOOTSTRAP ->
              true;
        };
    if (!named) {
      patch.warn(
          "match",
          "no-effect",
          "names no filter, so " + operation + " does nothing; name the filter that is meant");
    }
  }
}
