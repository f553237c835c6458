package io.limpet.proxy;

import io.limpet.proxy.codec.HeadPool;
import io.limpet.proxy.codec.Limits;
import io.limpet.proxy.filter.Chain;
import io.limpet.proxy.filter.ClusterCounts;
import io.limpet.proxy.http.Filters;
import io.limpet.proxy.loop.Worker;
import io.limpet.proxy.overload.Overload;
import io.limpet.proxy.tls.ClientContexts;
import io.limpet.proxy.upstream.UpstreamPools;

/// An event loop and all that serves requests on it.
record Lane(Worker worker, HeadPool heads, UpstreamPools pools, Filters filters) {
  static Lane of(Worker worker, ClusterCounts counts, ClientContexts contexts, Overload overload) {
    HeadPool heads = new HeadPool(Limits.DEFAULT);
    UpstreamPools pools = new UpstreamPools(worker, heads, contexts, overload);
    return new Lane(worker, heads, pools, Chain.of(worker, pools, counts, overload));
  }
}
