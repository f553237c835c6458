package io.limpet.model;

import java.util.Comparator;

/// What tells one resource from another. `namespace` is empty for kinds that have none.
public record ResourceId(Kind kind, String namespace, String name)
    implements Comparable<ResourceId> {
  private static final Comparator<ResourceId> ORDER =
      Comparator.comparing(ResourceId::kind)
          .thenComparing(ResourceId::namespace)
          .thenComparing(ResourceId::name);

  @Override
  public int compareTo(ResourceId other) {
    return ORDER.compare(this, other);
  }

  /// As people write it: `VirtualService default/shop`.
  @Override
  public String toString() {
    return kind.words() + " " + (namespace.isEmpty() ? "" : namespace + "/") + name;
  }
}
