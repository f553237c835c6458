package io.limpet.model.gatewayapi;

import io.limpet.model.OrderedMap;
import java.util.List;
import java.util.Map;

/// Which certificates a Gateway asks its callers for (`tls.frontend`); what is said of a port
/// stands in place of the rest.
public record FrontendTls(Validation usual, Map<Integer, Validation> perPort) {
  public static final FrontendTls NONE = new FrontendTls(Validation.NONE, Map.of());

  public FrontendTls {
    perPort = OrderedMap.copyOf(perPort);
  }

  /// For the listeners of a port.
  public Validation of(int port) {
    return perPort.getOrDefault(port, usual);
  }

  /// The authorities that sign callers' certificates; none where no certificate is asked for.
  /// `insecureFallback`: one that is missing or wrong closes no connection.
  public record Validation(List<ObjectReference> authorities, boolean insecureFallback) {
    public static final Validation NONE = new Validation(List.of(), false);

    /// What was meant cannot be told, so nobody may be let in.
    public static final Validation UNREADABLE = new Validation(List.of(), true);

    public Validation {
      authorities = List.copyOf(authorities);
    }
  }
}
