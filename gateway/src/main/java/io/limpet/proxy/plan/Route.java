package io.limpet.proxy.plan;

import java.util.List;

/// A route: what is done with the requests that match it. `name` is empty where none is given.
public record Route(String name, Action action, SessionPlan session, boolean attemptCount) {

  /// What is done.
  public sealed interface Action {}

  /// The request goes to an endpoint of a cluster. Times are in milliseconds, 0 for none.
  public record Forward(
      ClusterChoice cluster,
      HashPolicies hash,
      Rewrite rewrite,
      RetryPlan retry,
      HeaderEdits edits,
      long timeoutMillis,
      long idleMillis)
      implements Action {}

  /// The client is sent elsewhere. Empty parts are kept as they came; `port` 0 likewise.
  public record Redirect(
      int status,
      String scheme,
      String host,
      int port,
      String path,
      String prefixRewrite,
      boolean stripQuery)
      implements Action {}

  /// The answer is given here.
  public record DirectResponse(int status, String body) implements Action {}

  /// Headers changed on the way: names in lower case, removals first.
  public record HeaderEdits(HeaderEdit request, HeaderEdit response) {}

  public record HeaderEdit(List<String> remove, List<HeaderValue> add) {
    public HeaderEdit {
      remove = List.copyOf(remove);
      add = List.copyOf(add);
    }
  }

  /// A header that is added; `overwrite` replaces what is there.
  public record HeaderValue(String name, String value, boolean overwrite) {}
}
