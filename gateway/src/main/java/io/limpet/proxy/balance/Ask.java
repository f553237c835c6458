package io.limpet.proxy.balance;

import io.limpet.proxy.head.RequestHead;
import io.limpet.proxy.plan.ClusterPlan;
import io.limpet.proxy.plan.RetryPlan;
import io.limpet.proxy.plan.pools.Endpoint;
import io.limpet.proxy.plan.pools.HashPolicies;
import io.limpet.proxy.plan.pools.MetadataMatch;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What one request asks of a balancer, kept over its attempts. Used by one thread at a time, and
/// for one request after the other.
public final class Ask {
  private RequestHead head;
  private HashPolicies hash;
  private MetadataMatch match;
  private Token token;
  private RetryPlan retry;
  private final List<Endpoint> tried = new ArrayList<>(0);
  private final List<String> setCookies = new ArrayList<>(0);
  private final KeyHash keyHash = new KeyHash();
  private boolean hashed;
  private @Nullable List<String> overrides;
  private int overridesTaken;

  public Ask(RequestHead head, HashPolicies hash, Token token, RetryPlan retry) {
    this(head, hash, MetadataMatch.NONE, token, retry);
  }

  public Ask(
      RequestHead head, HashPolicies hash, MetadataMatch match, Token token, RetryPlan retry) {
    this.head = head;
    this.hash = hash;
    this.match = match;
    this.token = token;
    this.retry = retry;
  }

  /// Begins with another request, as a new one would.
  public void next(
      RequestHead other,
      HashPolicies itsHash,
      MetadataMatch itsMatch,
      Token itsToken,
      RetryPlan itsRetry) {
    head = other;
    hash = itsHash;
    match = itsMatch;
    token = itsToken;
    retry = itsRetry;
    tried.clear();
    setCookies.clear();
    hashed = false;
    overrides = null;
    overridesTaken = 0;
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
  /// may make a cookie. `instead` are a cluster's own policies, which take the place of the
  /// route's.
  KeyHash keyHash(@Nullable HashPolicies instead) {
    if (!hashed) {
      hashed = true;
      keyHash.compute(instead == null ? hash : instead, head, setCookies);
    }
    return keyHash;
  }

  /// Whether a hash of the request was asked for, and there is one.
  boolean isHashed() {
    return hashed && keyHash.present();
  }

  MetadataMatch metadataMatch() {
    return match;
  }

  /// The next endpoint of those that the headers name, one for each attempt; whatever its health
  /// is. Those that the cluster does not have are passed over (Envoy:
  /// override_host/load_balancer.cc).
  @Nullable Endpoint nextOverride(List<String> headers, ClusterPlan cluster) {
    List<String> named = overrides;
    if (named == null) {
      named = named(headers);
      overrides = named;
    }
    while (overridesTaken < named.size()) {
      @Nullable Endpoint endpoint = cluster.endpoint(named.get(overridesTaken++));
      if (endpoint != null) {
        return endpoint;
      }
    }
    return null;
  }

  /// Of each header the first line counts.
  private List<String> named(List<String> headers) {
    List<String> addresses = new ArrayList<>();
    for (String header : headers) {
      @Nullable String value = head.header(header);
      if (value != null) {
        addAll(value, addresses);
      }
    }
    return addresses;
  }

  private static void addAll(String value, List<String> addresses) {
    for (int from = 0; from <= value.length(); ) {
      int comma = value.indexOf(',', from);
      int end = comma < 0 ? value.length() : comma;
      String address = value.substring(from, end).strip();
      if (!address.isEmpty()) {
        addresses.add(address);
      }
      from = end + 1;
    }
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

  /// How often another endpoint may be looked for when one is not wanted for a retry.
  int looksAgain() {
    return isRetry() && !retry.hosts().any() ? retry.hosts().attempts() : 0;
  }

  /// Whether a retry had rather go elsewhere.
  boolean unwanted(Endpoint endpoint) {
    return (retry.hosts().notPrevious() && hasTried(endpoint)) || retry.hosts().omits(endpoint);
  }

  private boolean hasTried(Endpoint endpoint) {
    for (int i = 0; i < tried.size(); i++) {
      if (tried.get(i).address().equals(endpoint.address())) {
        return true;
      }
    }
    return false;
  }
}
