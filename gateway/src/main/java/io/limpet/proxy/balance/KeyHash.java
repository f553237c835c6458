package io.limpet.proxy.balance;

import io.limpet.proxy.head.RequestHead;
import io.limpet.proxy.plan.HashPolicies;
import io.limpet.proxy.plan.HashPolicies.OfCookie;
import io.limpet.proxy.plan.HashPolicies.OfHeader;
import io.limpet.proxy.plan.HashPolicies.OfQueryParameter;
import io.limpet.proxy.plan.HashPolicies.OfSourceIp;
import io.limpet.proxy.plan.HashPolicies.Policy;
import io.limpet.proxy.plan.QueryString;
import io.limpet.session.Cookies;
import io.limpet.session.XxHash64;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A request's hash, folded from a route's policies (Envoy: source/common/http/hash_policy.cc).
final class KeyHash {
  private static final HexFormat HEX = HexFormat.of();

  private final RequestHead head;
  private final List<String> setCookies;
  private boolean present;
  private long value;

  private KeyHash(RequestHead head, List<String> setCookies) {
    this.head = head;
    this.setCookies = setCookies;
  }

  /// Computes it; a cookie that has to be made is added to `setCookies`.
  static KeyHash of(HashPolicies policies, RequestHead head, List<String> setCookies) {
    KeyHash hash = new KeyHash(head, setCookies);
    List<Policy> list = policies.policies();
    for (int i = 0; i < list.size(); i++) {
      hash.fold(list.get(i));
      if (hash.present && list.get(i).terminal()) {
        break;
      }
    }
    return hash;
  }

  /// Whether any policy had something to hash.
  boolean present() {
    return present;
  }

  long value() {
    return value;
  }

  private void fold(Policy policy) {
    switch (policy) {
      case OfHeader header -> foldHeader(header.name());
      case OfCookie cookie -> foldCookie(cookie);
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
  private void foldHeader(String name) {
    @Nullable String first = head.header(name);
    if (first == null) {
      return;
    }
    List<String> values = head.headers(name);
    if (values.size() == 1) {
      fold(XxHash64.hash(first));
      return;
    }
    long hash = 0;
    for (String each : values.stream().sorted().toList()) {
      hash = XxHash64.hash(each, hash);
    }
    fold(hash);
  }

  /// A cookie that is made is hashed as the client will return it, so that its next request has the
  /// same hash as this one.
  private void foldCookie(OfCookie cookie) {
    @Nullable String shown = CookieHeaders.find(head, cookie.name());
    if (shown != null && !shown.isEmpty()) {
      fold(XxHash64.hash(shown));
    } else if (cookie.ttlSeconds() >= 0) {
      String made = HEX.toHexDigits(XxHash64.hash(head.peerAddress() + head.localAddress()));
      setCookies.add(
          Cookies.set(
              cookie.name(), made, cookie.path(), cookie.ttlSeconds(), cookie.attributes()));
      fold(XxHash64.hash(made));
    }
  }
}
