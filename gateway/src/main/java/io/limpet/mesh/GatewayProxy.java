package io.limpet.mesh;

import io.limpet.model.OrderedMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The gateway that a [Snapshot] is for: what Gateway selectors and locality rules look at.
///
/// A `locality` of null comes from the Node of the Pod that has the labels. One that is
/// `unprivileged` cannot listen below port 1024. `metadata` are the texts that its node says, such
/// as its `ISTIO_VERSION`; they are empty where no node was asked.
public record GatewayProxy(
    String namespace,
    Map<String, String> labels,
    @Nullable Locality locality,
    boolean unprivileged,
    Map<String, String> metadata) {
  /// The gateway of Istio's own installation.
  public static final GatewayProxy DEFAULT =
      new GatewayProxy(
          "istio-ingress", Map.of("app", "istio-ingress", "istio", "ingressgateway"), null);

  public GatewayProxy {
    labels = OrderedMap.copyOf(new TreeMap<>(labels)); // told in one order
    metadata = OrderedMap.copyOf(new TreeMap<>(metadata));
  }

  /// One that may listen on any port.
  public GatewayProxy(String namespace, Map<String, String> labels, @Nullable Locality locality) {
    this(namespace, labels, locality, false, Map.of());
  }

  /// Whether a selector with these labels chooses this gateway.
  public boolean selectedBy(Map<String, String> selector) {
    return labels.entrySet().containsAll(selector.entrySet());
  }
}
