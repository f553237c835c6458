package io.limpet.proxy.filter;

import io.limpet.proxy.codec.EditableRequestHead;
import io.limpet.proxy.plan.match.CidrRanges;
import io.limpet.proxy.plan.match.IpAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `x-forwarded-for`: read from its right end, where those are whom one knows (Envoy:
/// source/common/http/utility.cc).
final class ForwardedFor {
  private ForwardedFor() {}

  /// All lines as one, or null if there is none.
  static @Nullable String of(EditableRequestHead head) {
    if (!head.has(HeaderNames.FORWARDED_FOR)) {
      return null;
    }
    List<String> lines = head.headers(HeaderNames.FORWARDED_FOR.text());
    return lines.size() == 1 ? lines.get(0) : String.join(",", lines);
  }

  /// The address so many places from the right, or null if there is none (`getLastAddressFromXFF`).
  static @Nullable String entry(@Nullable String all, int fromRight) {
    if (all == null) {
      return null;
    }
    int end = all.length();
    for (int skipped = 0; skipped < fromRight; skipped++) {
      end = all.lastIndexOf(',', end - 1);
      if (end < 0) {
        return null;
      }
    }
    return IpAddress.canonical(all.substring(all.lastIndexOf(',', end - 1) + 1, end).strip());
  }

  /// The last address that is no trusted proxy's, or the first of all if each is one
  /// (`getLastNonTrustedAddressFromXFF`). Null where what is found is no address.
  static @Nullable String untrusted(@Nullable String all, CidrRanges trusted) {
    if (all == null) {
      return null;
    }
    @Nullable String found = null;
    int end = all.length();
    while (end >= 0) {
      int comma = all.lastIndexOf(',', end - 1);
      @Nullable String address = IpAddress.canonical(all.substring(comma + 1, end).strip());
      if (address == null) {
        return null;
      }
      found = address;
      if (!trusted.contains(address)) {
        return found;
      }
      end = comma;
    }
    return found;
  }

  /// Whether there is a single entry: only then may it say that the request is an internal one.
  static boolean isSingle(@Nullable String all) {
    return all != null && all.indexOf(',') < 0;
  }

  /// Appends with a comma and without a space, as Envoy writes it.
  static void append(EditableRequestHead head, @Nullable String before, String address) {
    head.set(HeaderNames.FORWARDED_FOR, before == null ? address : before + "," + address);
  }
}
