package io.limpet.proxy.balance;

import io.limpet.proxy.head.RequestHead;
import io.limpet.proxy.plan.Endpoint;
import io.limpet.proxy.plan.HashPolicies;
import io.limpet.proxy.plan.RetryPlan;
import java.util.ArrayList;
import java.util.List;

/// What one request asks of a balancer, kept over its attempts. Used by one thread at a time.
public final class Ask {
  private final RequestHead head;
  private final HashPolicies hash;
  private final Token token;
  private final RetryPlan retry;
  private final List<Endpoint> tried = new ArrayList<>(0);
  private final List<String> setCookies = new ArrayList<>(0);

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

  /// Values of `set-cookie` that choosing gave rise to; they go on the response.
  public List<String> setCookies() {
    return setCookies;
  }

  RequestHead head() {
    return head;
  }

  HashPolicies hash() {
    return hash;
  }

  Token token() {
    return token;
  }

  RetryPlan retry() {
    return retry;
  }

  List<Endpoint> tried() {
    return tried;
  }
}
