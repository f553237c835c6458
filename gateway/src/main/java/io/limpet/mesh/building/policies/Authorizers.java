package io.limpet.mesh.building.policies;

import io.limpet.mesh.building.services.ServiceIndex;
import io.limpet.mesh.security.Authorizer;
import io.limpet.model.istio.ExtensionProvider;
import io.limpet.model.istio.ExtensionProvider.Backend;
import io.limpet.model.istio.ExtensionProvider.Datadog;
import io.limpet.model.istio.ExtensionProvider.ExtAuthzGrpc;
import io.limpet.model.istio.ExtensionProvider.ExtAuthzHttp;
import io.limpet.model.istio.ExtensionProvider.GrpcLog;
import io.limpet.model.istio.ExtensionProvider.OpenTelemetry;
import io.limpet.model.istio.ExtensionProvider.OtelLog;
import io.limpet.model.istio.ExtensionProvider.Skywalking;
import io.limpet.model.istio.ExtensionProvider.Zipkin;
import io.limpet.model.istio.FileLog;
import io.limpet.model.istio.MeshConfig;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The extension providers that CUSTOM policies may name (`processExtensionProvider` in Istio's
/// `pilot/pkg/security/authz/builder/extauthz.go`).
public final class Authorizers {
  private final Map<String, Authorizer> found = new TreeMap<>();
  private final Map<String, String> wrong = new TreeMap<>();

  public Authorizers(MeshConfig mesh, ServiceIndex services) {
    Backends backends = new Backends(services);
    for (ExtensionProvider each : mesh.extensionProviders()) {
      if (found.containsKey(each.name()) || wrong.containsKey(each.name())) {
        found.remove(each.name());
        wrong.put(each.name(), "is one of two extension providers of this name");
      } else {
        add(each, backends);
      }
    }
  }

  private void add(ExtensionProvider provider, Backends backends) {
    switch (provider.description()) {
      case ExtAuthzHttp http -> find(provider, http.authorizer().backend(), backends);
      case ExtAuthzGrpc grpc -> find(provider, grpc.authorizer().backend(), backends);
      case ExtensionProvider.Broken() ->
          wrong.put(provider.name(), "is an extension provider that is wrong");
      case FileLog _,
          GrpcLog _,
          OtelLog _,
          Zipkin _,
          Datadog _,
          Skywalking _,
          OpenTelemetry _,
          ExtensionProvider.NotCarriedOut _ ->
          wrong.put(provider.name(), "is " + provider.kind() + ", which is asked nothing");
    }
  }

  private void find(ExtensionProvider provider, Backend backend, Backends backends) {
    switch (backends.find(backend)) {
      case Backends.Found(String host, String cluster) ->
          found.put(provider.name(), new Authorizer(provider.description(), host, cluster));
      case Backends.Missing(String why) ->
          wrong.put(provider.name(), "is at a service of which " + why);
    }
  }

  /// By the providers' names.
  Map<String, Authorizer> all() {
    return found;
  }

  /// Why nobody can be asked under that name.
  public Optional<String> wrong(String provider) {
    return found.containsKey(provider)
        ? Optional.empty()
        : Optional.of(
            wrong.getOrDefault(
                provider, "is no extension provider of the mesh; there are " + found.keySet()));
  }
}
