package io.limpet.model.gatewayapi;

import io.limpet.model.Kind;
import io.limpet.model.Metadata;
import io.limpet.model.OrderedMap;
import io.limpet.model.Origin;
import io.limpet.model.Resource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The Gateway API's Gateway, under Istio's name for it, which tells it from Istio's own kind.
/// `allowedListeners` says whose ListenerSets add to its listeners.
public record KubernetesGateway(
    Metadata metadata,
    Origin origin,
    String gatewayClassName,
    List<Address> addresses,
    List<Listener> listeners,
    NamespaceChoice allowedListeners,
    FrontendTls frontend)
    implements Resource {
  public KubernetesGateway {
    addresses = List.copyOf(addresses);
    listeners = List.copyOf(listeners);
  }

  @Override
  public Kind kind() {
    return Kind.KUBERNETES_GATEWAY;
  }

  /// `type` is `IPAddress`, `Hostname`, or a word of somebody's own.
  public record Address(String type, String value) {}

  /// `hostname` is empty for every host. `protocol` is as written.
  public record Listener(
      String name,
      String hostname,
      int port,
      String protocol,
      @Nullable Tls tls,
      AllowedRoutes allowedRoutes) {}

  /// `passthrough`: TLS ends at the backends, else here, by the certificates of Secrets.
  public record Tls(
      boolean passthrough,
      List<ObjectReference> certificateRefs,
      FrontendTls.Validation frontendValidation,
      Map<String, String> options) {
    public Tls {
      certificateRefs = List.copyOf(certificateRefs);
      options = OrderedMap.copyOf(options);
    }
  }

  /// No `kinds` means those that the protocol suits.
  public record AllowedRoutes(NamespaceChoice namespaces, List<GroupKind> kinds) {
    public AllowedRoutes {
      kinds = List.copyOf(kinds);
    }
  }

  /// Namespaces; the selector is that of [From#SELECTOR].
  public record NamespaceChoice(From from, @Nullable LabelSelector selector) {
    public static final NamespaceChoice NONE = new NamespaceChoice(From.NONE, null);
    public static final NamespaceChoice OWN = new NamespaceChoice(From.SAME, null);
  }

  /// From which namespaces others may come.
  public enum From {
    ALL,
    SAME,
    SELECTOR,
    NONE
  }

  public record GroupKind(String group, String kind) {}
}
