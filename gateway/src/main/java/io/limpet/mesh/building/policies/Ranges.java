package io.limpet.mesh.building.policies;

import io.limpet.mesh.security.Condition;
import java.net.Inet6Address;
import java.net.InetAddress;

/// Ranges of addresses, in the form that Istio gives them: addresses of version 6 shortened.
final class Ranges {
  private Ranges() {}

  /// `10.0.0.0/8`, or an address alone.
  static Condition.Range of(String text) {
    int slash = text.indexOf('/');
    InetAddress address = InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash));
    int bits =
        slash < 0
            ? address.getAddress().length * Byte.SIZE
            : Integer.parseInt(text.substring(slash + 1));
    return new Condition.Range(written(address), bits);
  }

  private static String written(InetAddress address) {
    return address instanceof Inet6Address
        ? shortened(address.getAddress())
        : address.getHostAddress();
  }

  /// The longest run of zeros becomes `::` (RFC 5952).
  private static String shortened(byte[] bytes) {
    int[] groups = new int[8];
    for (int i = 0; i < groups.length; i++) {
      groups[i] = ((bytes[2 * i] & 0xff) << Byte.SIZE) | (bytes[2 * i + 1] & 0xff);
    }
    int start = -1;
    int length = 1;
    for (int i = 0; i < groups.length; i++) {
      int end = i;
      while (end < groups.length && groups[end] == 0) {
        end++;
      }
      if (end - i > length) {
        start = i;
        length = end - i;
      }
    }
    return start < 0
        ? joined(groups, 0, groups.length)
        : joined(groups, 0, start) + "::" + joined(groups, start + length, groups.length);
  }

  private static String joined(int[] groups, int from, int to) {
    StringBuilder text = new StringBuilder();
    for (int i = from; i < to; i++) {
      text.append(i == from ? "" : ":").append(Integer.toHexString(groups[i]));
    }
    return text.toString();
  }
}
