package io.limpet.model.tree;

/// How a field is named to people: `spec.http[0].headers[x-user]`.
public final class Path {
  private Path() {}

  /// A field of the mapping at `parent`.
  public static String field(String parent, String key) {
    return parent.isEmpty() ? key : parent + "." + key;
  }

  /// An item of the list at `parent`.
  public static String item(String parent, int index) {
    return parent + "[" + index + "]";
  }

  /// An entry of a mapping whose keys are the user's own words.
  public static String entry(String parent, String key) {
    return parent + "[" + key + "]";
  }
}
