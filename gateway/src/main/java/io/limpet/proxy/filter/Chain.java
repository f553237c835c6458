package io.limpet.proxy.filter;

import io.limpet.proxy.http.Filter;
import io.limpet.proxy.loop.Worker;
import io.limpet.proxy.upstream.UpstreamPools;
import java.util.List;

/// The life of a request.
public final class Chain {
  private Chain() {}

  /// The steps in their order, for one event loop. Answers pass them in the opposite order.
  public static List<Filter> of(Worker worker, UpstreamPools pools, ClusterCounts counts) {
    HeaderEditor editor = new HeaderEditor();
    return List.of(
        new AccessLog(),
        new RequestIdentity(worker.random(), worker.localIp()),
        new NormalizePath(),
        new PickRoute(worker.random(), editor),
        new PinSession(),
        new Forward(worker, pools, counts, editor));
  }
}
