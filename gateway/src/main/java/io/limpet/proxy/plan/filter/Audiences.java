package io.limpet.proxy.plan.filter;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// For whom a token may be (Envoy: source/common/jwt/check_audience.cc): nothing means anybody. The
/// scheme of a URL and a slash at its end do not count.
public final class Audiences {
  private final Set<String> allowed = new HashSet<>();

  public Audiences(List<String> audiences) {
    audiences.forEach(each -> allowed.add(bare(each)));
  }

  public boolean allow(List<String> audiences) {
    if (allowed.isEmpty()) {
      return true;
    }
    for (int i = 0; i < audiences.size(); i++) {
      if (allowed.contains(bare(audiences.get(i)))) {
        return true;
      }
    }
    return false;
  }

  private static String bare(String audience) {
    int begin = 0;
    if (audience.startsWith("http://")) {
      begin = "http://".length();
    } else if (audience.startsWith("https://")) {
      begin = "https://".length();
    }
    int end = audience.endsWith("/") ? audience.length() - 1 : audience.length();
    return audience.substring(Math.min(begin, end), end);
  }
}
