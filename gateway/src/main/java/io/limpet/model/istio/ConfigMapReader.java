package io.limpet.model.istio;

import io.limpet.model.Metadata;
import io.limpet.model.Origin;
import io.limpet.model.fields.Embedded;
import io.limpet.model.fields.Fields;
import io.limpet.model.tree.Value;
import java.util.Set;

/// Reads a ConfigMap. Its values are texts; that of `mesh` is YAML again.
public final class ConfigMapReader {
  private ConfigMapReader() {}

  public static ConfigMap read(Fields document, Metadata metadata, Origin origin) {
    document.known(Set.of("binaryData", "immutable"));
    if (!metadata.name().equals(ConfigMap.NAME)) {
      Value _ = document.take("data");
      return new ConfigMap(metadata, origin, null);
    }
    return new ConfigMap(metadata, origin, document.block("data", ConfigMapReader::mesh));
  }

  private static MeshConfig mesh(Fields data) {
    data.open();
    if (data.has("meshNetworks") && !isEmpty(data.text("meshNetworks"))) {
      data.notCarriedOut("meshNetworks");
    }
    MeshConfig mesh = Embedded.read(data, "mesh", MeshConfigReader::read);
    return mesh == null ? MeshConfig.DEFAULT : mesh;
  }

  /// Istio's installation always writes `networks: {}`.
  private static boolean isEmpty(String networks) {
    return networks.isBlank() || networks.strip().matches("networks:\\s*(\\{\\s*})?");
  }
}
