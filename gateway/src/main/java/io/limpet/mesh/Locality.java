package io.limpet.mesh;

/// Where an endpoint or a gateway runs; parts that are not known are empty.
public record Locality(String region, String zone, String subzone) implements Comparable<Locality> {
  public static final Locality UNKNOWN = new Locality("", "", "");

  /// Reads `region/zone/subzone`, of which the end may be missing.
  public static Locality parse(String text) {
    String[] parts = text.split("/", 3);
    return new Locality(
        parts[0], parts.length > 1 ? parts[1] : "", parts.length > 2 ? parts[2] : "");
  }

  /// Whether a pattern such as `region/zone/*` means this one; a part that is not written matches
  /// all.
  public boolean matches(String pattern) {
    String[] parts = pattern.split("/", 3);
    String[] own = {region, zone, subzone};
    for (int i = 0; i < parts.length; i++) {
      if (parts[i].equals("*")) {
        return true;
      }
      if (!parts[i].equals(own[i])) {
        return false;
      }
    }
    return true;
  }

  /// As Istio sorts and writes it, without empty ends.
  @Override
  public String toString() {
    if (zone.isEmpty()) {
      return region;
    }
    return subzone.isEmpty() ? region + "/" + zone : region + "/" + zone + "/" + subzone;
  }

  @Override
  public int compareTo(Locality other) {
    return toString().compareTo(other.toString());
  }
}
