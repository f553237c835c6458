package io.limpet.proxy.plan;

import io.limpet.proxy.head.RequestHead;
import io.limpet.proxy.plan.Route.HeaderEdits;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Which cluster a route's requests go to.
public sealed interface ClusterChoice {
  /// Where one request goes. `ticket` is what chance, or the request's hash, drew for it.
  Target choose(RequestHead head, long ticket);

  /// Whether the ticket is to be the request's hash, where it has one.
  default boolean byHash() {
    return false;
  }

  /// A cluster by name, and what a request that goes there is subject to: a weighted cluster's own
  /// filters and header edits come before its route's (Envoy: `WeightedCluster.ClusterWeight`).
  /// `host` replaces the request's, unless empty. `match` is what is asked of the endpoints.
  record Target(
      String cluster, HttpChain filters, HeaderEdits edits, String host, MetadataMatch match) {
    public Target(String cluster, HttpChain filters, HeaderEdits edits, String host) {
      this(cluster, filters, edits, host, MetadataMatch.NONE);
    }

    public SessionPlan session() {
      return filters.session();
    }
  }

  record Single(Target target) implements ClusterChoice {
    @Override
    public Target choose(RequestHead head, long ticket) {
      return target;
    }
  }

  /// By weight: each request anew, or (Envoy: `use_hash_policy`) by its hash, so that who hashes
  /// alike goes to one cluster.
  record Weighted(List<Share> shares, int totalWeight, boolean byHash) implements ClusterChoice {
    public Weighted {
      shares = List.copyOf(shares);
    }

    @Override
    public Target choose(RequestHead head, long ticket) {
      long rest = Long.remainderUnsigned(ticket, totalWeight);
      for (int i = 0; i < shares.size(); i++) {
        rest -= shares.get(i).weight();
        if (rest < 0) {
          return shares.get(i).target();
        }
      }
      throw new IllegalStateException("weights " + shares + " do not sum to " + totalWeight);
    }
  }

  record Share(Target target, int weight) {}

  /// The request says it in a header; without that header it is a cluster that does not exist.
  record OfHeader(String header, HttpChain filters, HeaderEdits edits, MetadataMatch match)
      implements ClusterChoice {
    @Override
    public Target choose(RequestHead head, long ticket) {
      @Nullable String name = head.header(header);
      return new Target(name == null ? "" : name, filters, edits, "", match);
    }
  }
}
