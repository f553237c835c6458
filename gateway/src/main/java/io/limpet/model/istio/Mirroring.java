package io.limpet.model.istio;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Who gets copies of requests, as written: the one `mirror`, with its share in a field of its own,
/// and the list `mirrors`. A delegated route may bring the one and inherit the other.
public record Mirroring(
    @Nullable Destination mirror,
    @Nullable Percent percentage,
    @Nullable Percent percent,
    List<Mirror> mirrors) {
  public static final Mirroring NONE = new Mirroring(null, null, null, List.of());

  public Mirroring {
    mirrors = List.copyOf(mirrors);
  }

  /// A copy of some requests; a share of null means all.
  public record Mirror(Destination destination, @Nullable Percent share) {}

  public static Mirroring of(List<Mirror> mirrors) {
    return new Mirroring(null, null, null, mirrors);
  }

  /// All of them, in the order in which they count.
  public List<Mirror> all() {
    List<Mirror> all = new ArrayList<>();
    if (mirror != null) {
      all.add(new Mirror(mirror, percentage == null ? percent : percentage));
    }
    all.addAll(mirrors);
    return all;
  }
}
