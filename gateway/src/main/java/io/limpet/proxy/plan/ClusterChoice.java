package io.limpet.proxy.plan;

import java.util.List;
import java.util.random.RandomGenerator;

/// Which cluster a route's requests go to.
public sealed interface ClusterChoice {
  /// The name of the cluster for one request.
  String choose(RandomGenerator random);

  record Single(String name) implements ClusterChoice {
    @Override
    public String choose(RandomGenerator random) {
      return name;
    }
  }

  /// By weight; each request anew.
  record Weighted(List<Share> shares, int totalWeight) implements ClusterChoice {
    public Weighted {
      shares = List.copyOf(shares);
    }

    @Override
    public String choose(RandomGenerator random) {
      int ticket = random.nextInt(totalWeight);
      for (Share share : shares) {
        ticket -= share.weight();
        if (ticket < 0) {
          return share.cluster();
        }
      }
      throw new IllegalStateException("weights " + shares + " do not sum to " + totalWeight);
    }
  }

  record Share(String cluster, int weight) {}
}
