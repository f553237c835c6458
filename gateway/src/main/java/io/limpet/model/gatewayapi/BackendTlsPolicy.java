package io.limpet.model.gatewayapi;

import io.limpet.model.Kind;
import io.limpet.model.Metadata;
import io.limpet.model.Origin;
import io.limpet.model.Resource;
import java.util.List;

/// BackendTLSPolicy: TLS towards some Services or ServiceEntries of its own namespace, whichever
/// route leads there. `hostname` is asked for and, unless there are `subjectAltNames`, must be that
/// of the certificate. No `authorities` means those of the system.
public record BackendTlsPolicy(
    Metadata metadata,
    Origin origin,
    List<Target> targets,
    String hostname,
    List<String> subjectAltNames,
    List<ObjectReference> authorities)
    implements Resource {
  /// Whom to believe cannot be told, so it is nobody.
  public static final List<ObjectReference> UNREADABLE =
      List.of(new ObjectReference("", "", "", ""));

  public BackendTlsPolicy {
    targets = List.copyOf(targets);
    subjectAltNames = List.copyOf(subjectAltNames);
    authorities = List.copyOf(authorities);
  }

  @Override
  public Kind kind() {
    return Kind.BACKEND_TLS_POLICY;
  }

  /// `port` is the name of one, empty for all.
  public record Target(ObjectReference reference, String port) {}
}
