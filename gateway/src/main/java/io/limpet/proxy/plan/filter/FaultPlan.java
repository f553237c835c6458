package io.limpet.proxy.plan.filter;

import io.limpet.proxy.head.RequestHead;
import io.limpet.proxy.plan.match.Fraction;
import io.limpet.proxy.plan.match.HeaderTest;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The `fault` filter: requests that are answered with an error, or made to wait, to see what
/// becomes of it. `maxActive` bounds those that are subject to one at a time.
public record FaultPlan(Abort abort, Delay delay, Condition condition, long maxActive)
    implements FilterPlan {

  /// The answer in place of the endpoint's.
  public sealed interface Abort {}

  public record NoAbort() implements Abort {}

  public record AbortWith(int status, Fraction chance) implements Abort {}

  /// The status is 200, and gRPC's own is in a header where the client speaks gRPC.
  public record AbortGrpc(int grpcStatus, Fraction chance) implements Abort {}

  /// The client says which, in `x-envoy-fault-abort-request` or `-abort-grpc-request`.
  public record AbortAsAsked(Fraction chance) implements Abort {}

  /// How long a request waits.
  public sealed interface Delay {}

  public record NoDelay() implements Delay {}

  public record DelayOf(long millis, Fraction chance) implements Delay {}

  /// The client says it, in `x-envoy-fault-delay-request`.
  public record DelayAsAsked(Fraction chance) implements Delay {}

  /// Whose requests are meant: an empty cluster or no nodes are all of them.
  public record Condition(String cluster, Set<String> nodes, List<HeaderTest> headers) {
    public Condition {
      nodes = Set.copyOf(nodes);
      headers = List.copyOf(headers);
    }

    public boolean covers(RequestHead head, String to) {
      return (cluster.isEmpty() || cluster.equals(to)) && fromNode(head) && matches(head);
    }

    private boolean fromNode(RequestHead head) {
      if (nodes.isEmpty()) {
        return true;
      }
      @Nullable String node = head.header("x-envoy-downstream-service-node");
      return node != null && nodes.contains(node);
    }

    private boolean matches(RequestHead head) {
      for (int i = 0; i < headers.size(); i++) {
        if (!headers.get(i).test(head)) {
          return false;
        }
      }
      return true;
    }
  }
}
