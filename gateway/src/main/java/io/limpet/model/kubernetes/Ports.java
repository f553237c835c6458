package io.limpet.model.kubernetes;

import io.limpet.model.fields.Fields;
import io.limpet.model.tree.Value;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the kinds have in common where they speak of ports.
final class Ports {
  private static final Map<String, Protocol> PROTOCOLS =
      Fields.words(Protocol.values(), Protocol::name);

  private Ports() {}

  static Protocol protocol(Fields fields) {
    return fields.word("protocol", PROTOCOLS, Protocol.TCP);
  }

  /// A number or a name, null where absent or wrong.
  static @Nullable PortReference reference(Fields fields, String key) {
    if (fields.take(key) instanceof Value.Text text) {
      return new PortReference.Named(text.value());
    }
    int port = fields.port(key);
    return port == 0 ? null : new PortReference.Numbered(port);
  }
}
