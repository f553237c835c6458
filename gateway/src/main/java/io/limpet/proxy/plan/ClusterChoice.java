package io.limpet.proxy.plan;

import io.limpet.proxy.head.RequestHead;
import io.limpet.proxy.plan.filter.HeaderEdits;
import io.limpet.proxy.plan.filter.HttpChain;
import io.limpet.proxy.plan.filter.SessionPlan;
import io.limpet.proxy.plan.match.RequestHeaders;
import io.limpet.proxy.plan.pools.MetadataMatch;
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
  /// alike goes to one cluster. A number in `header`, unless that is empty, comes first.
  record Weighted(List<Share> shares, long totalWeight, boolean byHash, String header)
      implements ClusterChoice {
    public Weighted {
      shares = List.copyOf(shares);
    }

    @Override
    public Target choose(RequestHead head, long ticket) {
      long drawn = header.isEmpty() ? ticket : ofHeader(head, ticket);
      long rest = Long.remainderUnsigned(drawn, totalWeight);
      for (int i = 0; i < shares.size(); i++) {
        rest -= shares.get(i).weight();
        if (rest < 0) {
          return shares.get(i).choice().choose(head, ticket);
        }
      }
      throw new IllegalStateException("weights " + shares + " do not sum to " + totalWeight);
    }

    /// A header that is there twice, or is no number, says nothing.
    private long ofHeader(RequestHead head, long otherwise) {
      List<String> values = RequestHeaders.all(head, header);
      if (values.size() != 1) {
        return otherwise;
      }
      try {
        return Long.parseUnsignedLong(values.getFirst());
      } catch (NumberFormatException e) {
        return otherwise;
      }
    }
  }

  record Share(ClusterChoice choice, long weight) {}

  /// The request says it in a header; without that header it is a cluster that does not exist.
  record OfHeader(
      String header, HttpChain filters, HeaderEdits edits, String host, MetadataMatch match)
      implements ClusterChoice {
    @Override
    public Target choose(RequestHead head, long ticket) {
      @Nullable String name = RequestHeaders.first(head, header);
      return new Target(name == null ? "" : name, filters, edits, host, match);
    }
  }
}
