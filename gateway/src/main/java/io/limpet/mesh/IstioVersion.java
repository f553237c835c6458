package io.limpet.mesh;

/// The Istio whose behaviour is wanted; its defaults changed between releases.
public record IstioVersion(int major, int minor) implements Comparable<IstioVersion> {
  public static final IstioVersion NEWEST = new IstioVersion(1, 32);

  /// Reads `1.22`, `1.22.3` or `v1.22`.
  public static IstioVersion parse(String text) {
    String[] parts = (text.startsWith("v") ? text.substring(1) : text).split("\\.", -1);
    try {
      if (parts.length >= 2) {
        return new IstioVersion(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
      }
    } catch (NumberFormatException notANumber) {
      throw new IllegalArgumentException(complaint(text), notANumber);
    }
    throw new IllegalArgumentException(complaint(text));
  }

  private static String complaint(String text) {
    return "'" + text + "' is no Istio version; write MAJOR.MINOR, such as 1.22";
  }

  /// Whether this is 1.`minor` or newer.
  public boolean atLeast(int minor) {
    return compareTo(new IstioVersion(1, minor)) >= 0;
  }

  /// The first release of it, as its gateways say.
  public String release() {
    return this + ".0";
  }

  @Override
  public int compareTo(IstioVersion other) {
    return major != other.major
        ? Integer.compare(major, other.major)
        : Integer.compare(minor, other.minor);
  }

  @Override
  public String toString() {
    return major + "." + minor;
  }
}
