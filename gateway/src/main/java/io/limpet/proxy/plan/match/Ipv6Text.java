package io.limpet.proxy.plan.match;

import java.net.Inet6Address;

/// IPv6 addresses in their short form (RFC 5952), which Envoy's `asString` gives and the JDK does
/// not.
public final class Ipv6Text {
  private static final int GROUPS = 8;

  private Ipv6Text() {}

  public static String of(Inet6Address address) {
    int[] groups = groups(address.getAddress());
    int start = longestZeros(groups);
    int length = start < 0 ? 0 : zerosFrom(groups, start);
    StringBuilder text = new StringBuilder(39);
    for (int i = 0; i < GROUPS; i++) {
      if (i == start) {
        text.append("::");
        i += length - 1;
        continue;
      }
      if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
        text.append(':');
      }
      text.append(Integer.toHexString(groups[i]));
    }
    return text.toString();
  }

  private static int[] groups(byte[] bytes) {
    int[] groups = new int[GROUPS];
    for (int i = 0; i < GROUPS; i++) {
      groups[i] = ((bytes[2 * i] & 0xff) << 8) | (bytes[2 * i + 1] & 0xff);
    }
    return groups;
  }

  /// Where the first of the longest runs of two or more zeros begins; -1 if there is none.
  private static int longestZeros(int[] groups) {
    int best = -1;
    int length = 1;
    for (int i = 0; i < GROUPS; i++) {
      int zeros = zerosFrom(groups, i);
      if (zeros > length) {
        best = i;
        length = zeros;
      }
    }
    return best;
  }

  private static int zerosFrom(int[] groups, int start) {
    int end = start;
    while (end < GROUPS && groups[end] == 0) {
      end++;
    }
    return end - start;
  }
}
