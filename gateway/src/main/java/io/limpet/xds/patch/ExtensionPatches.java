package io.limpet.xds.patch;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.envoyproxy.envoy.config.core.v3.TypedExtensionConfig;
import io.envoyproxy.envoy.config.listener.v3.Filter;
import io.envoyproxy.envoy.config.listener.v3.FilterChain;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.listener.v3.ListenerFilter;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter;
import io.limpet.model.Origin;
import io.limpet.model.Problem;
import io.limpet.model.Problem.Severity;
import io.limpet.model.istio.EnvoyFilter.ApplyTo;
import io.limpet.model.istio.EnvoyFilter.Operation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Configurations that filters with `config_discovery` ask for by their own names
/// (`InsertedExtensionConfigurations` in Istio's
/// `core/envoyfilter/extension_configuration_patch.go`). Of those of one name the first is sent:
/// an Envoy refuses two.
final class ExtensionPatches {
  private final PatchSet patches;

  ExtensionPatches(PatchSet patches) {
    this.patches = patches;
  }

  NavigableMap<String, TypedExtensionConfig> added(
      Collection<Listener> listeners, Matched matched) {
    NavigableMap<String, TypedExtensionConfig> added = new TreeMap<>();
    List<ReadPatch> own = patches.of(ApplyTo.EXTENSION_CONFIG);
    if (own.isEmpty()) {
      return added;
    }
    Set<String> asked = new TreeSet<>();
    listeners.forEach(each -> names(each, asked));
    for (ReadPatch patch : own) {
      if (patch.operation() == Operation.ADD) {
        TypedExtensionConfig value = patch.value(TypedExtensionConfig.class);
        boolean first =
            !value.getName().isEmpty() && added.putIfAbsent(value.getName(), value) == null;
        matched.addIf(first && asked.contains(value.getName()), patch);
      }
    }
    return added;
  }

  private static void names(Listener listener, Set<String> names) {
    for (ListenerFilter each : listener.getListenerFiltersList()) {
      name(each, names);
    }
    List<FilterChain> chains = new ArrayList<>(listener.getFilterChainsList());
    chains.add(listener.getDefaultFilterChain());
    for (FilterChain chain : chains) {
      for (Filter each : chain.getFiltersList()) {
        name(each, names);
        manager(each.getTypedConfig(), names);
      }
    }
  }

  private static void manager(Any filter, Set<String> names) {
    if (!filter.is(HttpConnectionManager.class)) {
      return;
    }
    try {
      filter
          .unpack(HttpConnectionManager.class)
          .getHttpFiltersList()
          .forEach(each -> name(each, names));
    } catch (InvalidProtocolBufferException unreadable) {
      throw new IllegalStateException("an HTTP connection manager is none", unreadable);
    }
  }

  private static void name(Message filter, Set<String> names) {
    String name = asks(filter);
    if (!name.isEmpty()) {
      names.add(name);
    }
  }

  /// The name that a filter asks for, or nothing.
  private static String asks(Message filter) {
    return switch (filter) {
      case HttpFilter each when each.hasConfigDiscovery() -> each.getName();
      case Filter each when each.hasConfigDiscovery() -> each.getName();
      case ListenerFilter each when each.hasConfigDiscovery() -> each.getName();
      default -> "";
    };
  }

  /// Filters that ask for what is not among `there`: an Envoy waits for it with the whole listener,
  /// unless there is something to go on with.
  List<Problem> missing(Set<String> there) {
    List<Problem> problems = new ArrayList<>();
    for (ReadPatch patch : patches.all()) {
      Message value = patch.valueOrDefault();
      String name = asks(value);
      if (!name.isEmpty() && !there.contains(name)) {
        problems.add(
            new Problem(
                Severity.WARNING,
                new Origin(patch.filter().origin().source(), patch.patch().line()),
                patch.filter().id().toString(),
                patch.patch().path() + ".patch.value.config_discovery",
                "missing-extension-config",
                "asks for the extension configuration "
                    + name
                    + ", which no EnvoyFilter adds, so that an Envoy waits for it; add it by"
                    + " applyTo: EXTENSION_CONFIG"));
      }
    }
    return problems;
  }
}
