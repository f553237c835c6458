package io.limpet.proxy.plan;

import io.limpet.proxy.head.RequestHead;
import io.limpet.proxy.plan.filter.HeaderEdits;
import io.limpet.proxy.plan.filter.HttpChain;
import io.limpet.proxy.plan.format.BodyFormat;
import io.limpet.proxy.plan.pools.HashPolicies;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A route: what is done with the requests that match it. `name` is empty where none is given.
///
/// `filters` and `edits` are for answers that are given here; a request that is forwarded is
/// subject to those of its [ClusterChoice.Target]. `decorator` is the operation that is told where
/// requests are traced, or empty; `sampling` says which are, null: as the listener says.
public record Route(
    String name,
    Action action,
    HttpChain filters,
    HeaderEdits edits,
    boolean attemptCount,
    boolean attemptCountInResponse,
    String decorator,
    TracingPlan.@Nullable Sampling sampling) {

  /// What is done.
  public sealed interface Action {}

  /// The request goes to an endpoint of a cluster. `mirrors` are copies that go elsewhere too.
  public record Forward(
      ClusterChoice cluster,
      HashPolicies hash,
      Rewrite rewrite,
      HostRewrite host,
      RetryPlan retry,
      RouteTimes times,
      List<Mirror> mirrors,
      Handling handling)
      implements Action {
    public Forward {
      mirrors = List.copyOf(mirrors);
    }
  }

  /// How a request is treated on the way.
  ///
  /// `notFoundStatus` is answered where the cluster does not exist. `highPriority`: the cluster's
  /// circuit breakers for such requests count. `bufferBytes` bounds what is kept of a body for
  /// retries and mirrors, below 0: as the listener says. `upgrades` are types, in lower case, that
  /// the route allows or forbids; the others are as the listener says. `endsConnect`: a CONNECT's
  /// tunnel ends here, and its endpoint hears bytes (Envoy: connect_config).
  public record Handling(
      int notFoundStatus,
      boolean highPriority,
      long bufferBytes,
      boolean timeoutRetryHeader,
      Map<String, Boolean> upgrades,
      boolean endsConnect) {
    public static final Handling DEFAULT = new Handling(503, false, -1, false, Map.of(), false);

    public Handling {
      upgrades = Map.copyOf(upgrades);
    }
  }

  /// The client is sent elsewhere. An empty `scheme` or `host` is kept as it came; `port` 0 is
  /// none.
  public record Redirect(
      int status, String scheme, String host, int port, Rewrite path, boolean stripQuery)
      implements Action {

    /// The `location` for a request (Envoy: config_impl.cc, `newUri`).
    public String location(RequestHead head) {
      String newScheme = scheme.isEmpty() ? head.scheme() : scheme;
      String newHost = host.isEmpty() ? keptHost(head, newScheme) : host;
      String newPort = port == 0 ? "" : ":" + port;
      return newScheme + "://" + newHost + newPort + newPath(head.path());
    }

    /// What the request's own path is from then on, for logs and for what is added to the answer
    /// (Envoy: config_impl.cc, `rewritePathHeader`); null where it stays.
    @SuppressWarnings("ReferenceEquality") // there is one rewrite that does nothing
    public @Nullable String rewritten(RequestHead head) {
      boolean stays = path == Rewrite.NONE || path instanceof Rewrites.OfPath;
      return stays ? null : path.path(head.path());
    }

    private String newPath(String old) {
      int query = old.indexOf('?');
      boolean strip = stripQuery && query >= 0;
      return path.path(strip ? old.substring(0, query) : old);
    }

    /// The host as it came, without a port that is replaced or that only said the old scheme.
    private String keptHost(RequestHead head, String newScheme) {
      String old = head.authority();
      int colon = old.lastIndexOf(':');
      if (colon < 0 || old.indexOf(']') > colon) {
        return old;
      }
      boolean saysScheme =
          old.substring(colon).equals(head.scheme().equals("https") ? ":443" : ":80");
      boolean drop = port != 0 || (saysScheme && !newScheme.equals(head.scheme()));
      return drop ? old.substring(0, colon) : old;
    }
  }

  /// The client is sent to the same place over TLS, its port kept (Envoy: `require_tls`).
  public record TlsRedirect() implements Action {
    public String location(RequestHead head) {
      return "https://" + head.authority() + head.path();
    }
  }

  /// The answer is given here.
  /// `format` null: the body as it is.
  public record DirectResponse(int status, String body, @Nullable BodyFormat format)
      implements Action {}
}
