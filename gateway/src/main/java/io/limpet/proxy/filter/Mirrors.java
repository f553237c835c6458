package io.limpet.proxy.filter;

import io.limpet.proxy.codec.EditableRequestHead;
import io.limpet.proxy.codec.Trailers;
import io.limpet.proxy.http.Exchange;
import io.limpet.proxy.plan.ClusterPlan;
import io.limpet.proxy.plan.Mirror;
import io.limpet.proxy.upstream.UpstreamPools;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The copies of one request (Envoy: source/common/router/shadow_writer_impl.cc). They go the same
/// way at the same time; the request itself never waits for one.
final class Mirrors {
  /// Of a request that is not copied, or whose copies are sent.
  static final Mirrors NONE = new Mirrors(List.of());

  private final List<MirroredRequest> copies;

  private Mirrors(List<MirroredRequest> copies) {
    this.copies = copies;
  }

  /// Begins those that are wanted of this request, which is prepared for its way.
  static Mirrors begin(
      UpstreamPools pools, Exchange exchange, ForwardingWork work, long timeoutMillis) {
    List<MirroredRequest> copies = new ArrayList<>(1);
    List<Mirror> wanted = work.action().mirrors();
    for (int i = 0; i < wanted.size(); i++) {
      Mirror mirror = wanted.get(i);
      @Nullable ClusterPlan cluster = cluster(mirror, exchange);
      if (cluster != null && mirror.fraction().has(exchange.chance())) {
        EditableRequestHead head = head(exchange, mirror);
        var counters = work.counts().of(cluster.statName());
        boolean high = work.highPriority();
        var to = new MirroredRequest.To(pools, cluster, high, exchange.multiplexed(), counters);
        copies.add(new MirroredRequest(exchange.worker(), head, to));
      }
    }
    return new Mirrors(copies).start(exchange.requestComplete(), timeoutMillis);
  }

  private Mirrors start(boolean complete, long timeoutMillis) {
    for (int i = 0; i < copies.size(); i++) {
      copies.get(i).begin(complete, timeoutMillis);
    }
    return complete ? NONE : this;
  }

  private static @Nullable ClusterPlan cluster(Mirror mirror, Exchange exchange) {
    String name = mirror.cluster();
    if (name.isEmpty()) {
      @Nullable String said = exchange.head().header(mirror.clusterHeader());
      name = said == null ? "" : said;
    }
    return exchange.serving().plan().cluster(name);
  }

  private static EditableRequestHead head(Exchange exchange, Mirror mirror) {
    EditableRequestHead head = exchange.head().copy();
    if (!mirror.host().isEmpty()) {
      head.authority(mirror.host());
    } else if (mirror.hostSuffix()) {
      head.authority(shadowed(head.authority()));
    }
    head.set(HeaderNames.INTERNAL, "true");
    String ours = exchange.worker().localIp();
    @Nullable String before = head.header(HeaderNames.FORWARDED_FOR.text());
    head.set(HeaderNames.FORWARDED_FOR, before == null ? ours : before + "," + ours);
    return head;
  }

  /// `-shadow` stands behind the name, before a port.
  static String shadowed(String host) {
    int colon = host.indexOf(':');
    boolean port = colon >= 0 && colon == host.lastIndexOf(':');
    return port ? host.substring(0, colon) + "-shadow" + host.substring(colon) : host + "-shadow";
  }

  /// A piece of the body, which stays the caller's.
  void body(ByteBuf piece) {
    for (int i = 0; i < copies.size(); i++) {
      copies.get(i).body(piece);
    }
  }

  void flush() {
    for (int i = 0; i < copies.size(); i++) {
      copies.get(i).flush();
    }
  }

  /// The body is complete.
  void end(@Nullable Trailers trailers) {
    for (int i = 0; i < copies.size(); i++) {
      copies.get(i).end(trailers);
    }
  }

  /// The request ended before it was complete.
  void giveUp() {
    for (int i = 0; i < copies.size(); i++) {
      copies.get(i).giveUp();
    }
  }
}
