package io.limpet.proxy.balance;

import io.limpet.proxy.head.RequestHead;
import io.limpet.proxy.plan.match.QueryString;
import io.limpet.proxy.plan.match.RegexReplacement;
import io.limpet.proxy.plan.match.RequestHeaders;
import io.limpet.proxy.plan.pools.HashPolicies;
import io.limpet.proxy.plan.pools.HashPolicies.OfCookie;
import io.limpet.proxy.plan.pools.HashPolicies.OfHeader;
import io.limpet.proxy.plan.pools.HashPolicies.OfQueryParameter;
import io.limpet.proxy.plan.pools.HashPolicies.OfSourceIp;
import io.limpet.proxy.plan.pools.HashPolicies.Policy;
import io.limpet.session.Cookies;
import io.limpet.session.XxHash64;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A request's hash, folded from a route's policies (Envoy: source/common/http/hash_policy.cc).
final class KeyHash {
  private static final HexFormat HEX = HexFormat.of();

  private boolean present;
  private long value;

  /// Computes it; a cookie that has to be made is added to `setCookies`.
  void compute(HashPolicies policies, RequestHead head, @Nullable List<String> setCookies) {
    present = false;
    value = 0;
    List<Policy> list = policies.policies();
    for (int i = 0; i < list.size(); i++) {
      fold(list.get(i), head, setCookies);
      if (present && list.get(i).terminal()) {
        break;
      }
    }
  }

  /// Computes it from what the request shows alone; no cookie is made.
  static KeyHash shown(HashPolicies policies, RequestHead head) {
    return of(policies, head, null);
  }

  static KeyHash of(HashPolicies policies, RequestHead head, @Nullable List<String> setCookies) {
    KeyHash hash = new KeyHash();
    hash.compute(policies, head, setCookies);
    return hash;
  }

  /// Whether any policy had something to hash.
  boolean present() {
    return present;
  }

  long value() {
    return value;
  }

  private void fold(Policy policy, RequestHead head, @Nullable List<String> setCookies) {
    switch (policy) {
      case OfHeader header -> foldHeader(header, head);
      case OfCookie cookie -> foldCookie(cookie, head, setCookies);
      case OfSourceIp _ -> foldText(head.clientAddress());
      case OfQueryParameter parameter -> foldText(QueryString.first(head.path(), parameter.name()));
    }
  }

  private void fold(long hash) {
    value = (present ? Long.rotateLeft(value, 1) : 0) ^ hash;
    present = true;
  }

  private void foldText(@Nullable String text) {
    if (text != null) {
      fold(XxHash64.hash(text));
    }
  }

  /// Several values are sorted, and each one's hash is the seed of the next.
  private void foldHeader(OfHeader policy, RequestHead head) {
    @Nullable String first = RequestHeaders.first(head, policy.name());
    if (first == null) {
      return;
    }
    if (!head.hasSeveral(policy.name())) {
      fold(XxHash64.hash(rewritten(first, policy)));
      return;
    }
    List<String> values = RequestHeaders.all(head, policy.name());
    String[] sorted = new String[values.size()];
    for (int i = 0; i < sorted.length; i++) {
      sorted[i] = rewritten(values.get(i), policy);
    }
    Arrays.sort(sorted);
    long hash = 0;
    for (String each : sorted) {
      hash = XxHash64.hash(each, hash);
    }
    fold(hash);
  }

  private static String rewritten(String value, OfHeader policy) {
    @Nullable RegexReplacement rewrite = policy.rewrite();
    return rewrite == null ? value : rewrite.replaceAll(value);
  }

  /// A cookie that is made is hashed as the client will return it, so that its next request has the
  /// same hash as this one.
  private void foldCookie(OfCookie cookie, RequestHead head, @Nullable List<String> setCookies) {
    @Nullable String shown = Cookies.find(head.headers("cookie"), cookie.name());
    if (shown != null && !shown.isEmpty()) {
      fold(XxHash64.hash(shown));
    } else if (cookie.ttlSeconds() >= 0 && setCookies != null) {
      String made = HEX.toHexDigits(XxHash64.hash(head.peerAddress() + head.localAddress()));
      setCookies.add(
          Cookies.set(
              cookie.name(), made, cookie.path(), cookie.ttlSeconds(), cookie.attributes()));
      fold(XxHash64.hash(made));
    }
  }
}
