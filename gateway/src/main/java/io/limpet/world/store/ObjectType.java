package io.limpet.world.store;

import java.util.List;

/// A type of object that the API serves: what discovery says of it.
///
/// `versions` are all under which it is served, the preferred one first; an object may be written
/// in one and read in another.
public record ObjectType(
    String group,
    List<String> versions,
    String kind,
    String plural,
    boolean namespaced,
    List<String> shortNames) {
  public ObjectType {
    versions = List.copyOf(versions);
    shortNames = List.copyOf(shortNames);
  }

  public String singular() {
    return kind.toLowerCase(java.util.Locale.ROOT);
  }

  /// As documents have it in `apiVersion`.
  public String apiVersion() {
    return group.isEmpty() ? versions.getFirst() : group + "/" + versions.getFirst();
  }

  /// As kubectl prints it: `deployment.apps`, `service`.
  public String words() {
    return group.isEmpty() ? singular() : singular() + "." + group;
  }

  /// Where the API serves it, of all namespaces.
  public String root() {
    return group.isEmpty() ? "/api/" + versions.getFirst() : "/apis/" + apiVersion();
  }

  /// Whether the word names this type, as kubectl's users write it.
  public boolean isCalled(String word) {
    String lower = word.toLowerCase(java.util.Locale.ROOT);
    return lower.equals(plural)
        || lower.equals(singular())
        || shortNames.contains(lower)
        || lower.equals(plural + "." + group)
        || lower.equals(words())
        || versions.stream().anyMatch(version -> isCalled(lower, "." + version + "." + group));
  }

  private boolean isCalled(String word, String versionAndGroup) {
    return word.equals(plural + versionAndGroup) || word.equals(singular() + versionAndGroup);
  }
}
