package io.limpet.mesh.building.policies;

import io.limpet.mesh.building.services.ServiceIndex;
import io.limpet.model.istio.ExtensionProvider;
import io.limpet.model.istio.ExtensionProvider.Backend;
import io.limpet.model.istio.MeshConfig;
import java.util.List;
import java.util.Optional;

/// The extension providers that Telemetries may name.
public final class Providers {
  private final List<ExtensionProvider> all;
  private final Backends backends;

  public Providers(MeshConfig mesh, ServiceIndex services) {
    this.all = mesh.extensionProviders();
    this.backends = new Backends(services);
  }

  /// Why nothing is told to the one of this name.
  public Optional<String> wrong(String name) {
    List<ExtensionProvider> found =
        all.stream().filter(each -> each.name().equalsIgnoreCase(name)).toList();
    if (found.isEmpty()) {
      return MeshConfig.BUILT_IN_PROVIDERS.contains(name)
          ? Optional.empty()
          : Optional.of(
              "is no extension provider of the mesh; there are "
                  + all.stream().map(ExtensionProvider::name).toList());
    }
    ExtensionProvider provider = found.getFirst();
    Backend backend = provider.description().backend();
    return switch (provider.description()) {
      case ExtensionProvider.NotCarriedOut() ->
          Optional.of("is " + provider.kind() + ", which is not carried out by Limpet yet");
      case ExtensionProvider.Broken() -> Optional.of("is an extension provider that is wrong");
      default ->
          backend != null && backends.find(backend) instanceof Backends.Missing(String why)
              ? Optional.of("is at a service of which " + why)
              : Optional.empty();
    };
  }
}
