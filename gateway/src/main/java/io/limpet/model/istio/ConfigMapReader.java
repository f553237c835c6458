package io.limpet.model.istio;

import io.limpet.model.Metadata;
import io.limpet.model.Origin;
import io.limpet.model.fields.Embedded;
import io.limpet.model.fields.Fields;
import io.limpet.model.tree.Value;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Reads a ConfigMap. Its values are texts; that of `mesh` is YAML again.
public final class ConfigMapReader {
  /// Authorities, and what they revoked (`pilot/pkg/credentials/kube` in Istio).
  private static final List<String> AUTHORITIES = List.of("ca.crt", "cacert", "ca.crl", "crl");

  private ConfigMapReader() {}

  public static ConfigMap read(Fields document, Metadata metadata, Origin origin) {
    document.known(Set.of("binaryData", "immutable"));
    if (!metadata.name().equals(ConfigMap.NAME)) {
      return new ConfigMap(metadata, origin, null, authorities(document.take("data")));
    }
    return new ConfigMap(metadata, origin, document.block("data", ConfigMapReader::mesh), Map.of());
  }

  private static Map<String, String> authorities(@Nullable Value data) {
    Map<String, String> authorities = new TreeMap<>();
    if (data instanceof Value.Mapping values) {
      for (String key : AUTHORITIES) {
        if (values.get(key) instanceof Value.Text text) {
          authorities.put(key, text.value());
        }
      }
    }
    return authorities;
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
