package io.limpet.proxy.balance;

import io.limpet.proxy.head.RequestHead;
import io.limpet.proxy.plan.Endpoint;
import io.limpet.proxy.plan.HashPolicies;
import io.limpet.proxy.plan.RetryPlan;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What one request asks of a balancer, kept over its attempts. Used by one thread at a time.
public final class Ask {
  private final RequestHead head;
  private final HashPolicies hash;
  private final Token token;
  private final RetryPlan retry;
  private final List<Endpoint> tried = new ArrayList<>(0);
  private final List<String> setCookies = new ArrayList<>(0);
  private @Nullable KeyHash keyHash;

  public Ask(RequestHead head, HashPolicies hash, Token token, RetryPlan retry) {
    this.head = head;
    this.hash = hash;
    this.token = token;
    this.retry = retry;
  }

  /// An attempt at the endpoint failed and another will be made.
  public void failed(Endpoint endpoint) {
    tried.add(endpoint);
  }

  /// Values of `set-cookie` that choosing gave rise to; they go on the response, before that of a
  /// session.
  public List<String> setCookies() {
    return setCookies;
  }

  /// The request's hash: computed once, and only for a cluster that needs it, because to ask for it
  /// may make a cookie.
  KeyHash keyHash() {
    KeyHash known = keyHash;
    if (known == null) {
      known = KeyHash.of(hash, head, setCookies);
      keyHash = known;
    }
    return known;
  }

  Token token() {
    return token;
  }

  boolean isRetry() {
    return !tried.isEmpty();
  }

  /// Whether the only attempt so far was at that endpoint.
  boolean triedOnly(Endpoint endpoint) {
    return tried.size() == 1 && tried.getFirst().address().equals(endpoint.address());
  }

  /// How often another endpoint may be looked for when one was tried before.
  int looksAgain() {
    return isRetry() && retry.hosts().notPrevious() ? retry.hosts().attempts() : 0;
  }

  boolean hasTried(Endpoint endpoint) {
    for (int i = 0; i < tried.size(); i++) {
      if (tried.get(i).address().equals(endpoint.address())) {
        return true;
      }
    }
    return false;
  }
}
