package io.limpet.proxy;

import io.limpet.metrics.Metrics;
import io.limpet.proxy.http.ClientConnections;
import io.limpet.proxy.http.Leave;
import io.limpet.proxy.http.Serving;
import io.limpet.proxy.listener.ChainConnections;
import io.limpet.proxy.loop.Worker;
import io.limpet.proxy.overload.Overload;
import io.limpet.proxy.tcp.TcpConnections;
import io.limpet.proxy.tls.ClientContexts;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/// A filter chain that has or may have connections: those of each event loop, and what they serve.
sealed interface OpenChain {
  /// The connections of one event loop, by its number.
  ChainConnections of(int lane);

  /// Tells at once every client that can be told to come anew.
  void announceEnd();

  /// No connection gets another request; what is still open after `millis` is cut. Done when all
  /// are closed.
  CompletableFuture<Void> drain(long millis);

  /// Cuts what nobody can be told to come anew for, at once: relayed connections, tunnels, and what
  /// was upgraded. The others are drained.
  CompletableFuture<Void> end(long millis);

  /// One that speaks HTTP.
  record Http(AtomicReference<Serving> serving, List<ClientConnections> lanes)
      implements OpenChain {
    static Http open(Serving first, List<Lane> lanes, Leave leave) {
      AtomicReference<Serving> serving = new AtomicReference<>(first);
      List<ClientConnections> connections = new ArrayList<>();
      for (Lane lane : lanes) {
        connections.add(
            new ClientConnections(
                lane.worker(), lane.heads(), lane.filters(), serving::get, leave));
      }
      return new Http(serving, List.copyOf(connections));
    }

    @Override
    public ChainConnections of(int lane) {
      return lanes.get(lane);
    }

    @Override
    public void announceEnd() {
      lanes.forEach(each -> each.worker().loop().execute(each::announceEnd));
    }

    @Override
    public CompletableFuture<Void> drain(long millis) {
      List<CompletableFuture<Void>> emptied = new ArrayList<>();
      for (ClientConnections each : lanes) {
        CompletableFuture<Void> empty = new CompletableFuture<>();
        EventLoop loop = each.worker().loop();
        var cut = loop.schedule(each::close, millis, TimeUnit.MILLISECONDS);
        emptied.add(empty.thenRun(() -> cut.cancel(false)));
        loop.execute(() -> each.drain(() -> empty.complete(null)));
      }
      return CompletableFuture.allOf(emptied.toArray(CompletableFuture<?>[]::new));
    }

    @Override
    public CompletableFuture<Void> end(long millis) {
      lanes.forEach(each -> each.worker().loop().execute(each::endTunnels));
      return drain(millis);
    }
  }

  /// One that relays connections.
  record Relay(AtomicReference<TcpConnections.Serving> serving, List<TcpConnections> lanes)
      implements OpenChain {
    static Relay open(
        TcpConnections.Serving first,
        List<Worker> workers,
        Metrics metrics,
        ClientContexts contexts,
        Overload overload) {
      AtomicReference<TcpConnections.Serving> serving = new AtomicReference<>(first);
      List<TcpConnections> connections = new ArrayList<>();
      for (Worker worker : workers) {
        connections.add(new TcpConnections(worker, metrics, serving::get, contexts, overload));
      }
      return new Relay(serving, List.copyOf(connections));
    }

    @Override
    public ChainConnections of(int lane) {
      return lanes.get(lane);
    }

    @Override
    public void announceEnd() {
      // There is nothing to say it with.
    }

    @Override
    public CompletableFuture<Void> drain(long millis) {
      for (TcpConnections each : lanes) {
        var _ = each.worker().loop().schedule(each::close, millis, TimeUnit.MILLISECONDS);
      }
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletableFuture<Void> end(long millis) {
      return drain(0);
    }
  }
}
