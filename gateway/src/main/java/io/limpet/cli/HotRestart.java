package io.limpet.cli;

import com.google.protobuf.util.Durations;
import io.envoyproxy.envoy.admin.v3.CommandLineOptions;
import io.envoyproxy.envoy.admin.v3.CommandLineOptions.DrainStrategy;
import io.limpet.metrics.Metrics;
import io.limpet.proxy.ListenersUnavailableException;
import io.limpet.proxy.Proxy;
import io.limpet.proxy.listener.FormerOwner;
import io.limpet.proxy.listener.InheritedSockets;
import io.limpet.proxy.listener.SharedDatagrams;
import io.limpet.proxy.listener.SharedSocket;
import io.limpet.proxy.loop.ProxyLimits;
import io.limpet.proxy.loop.Transport;
import io.limpet.proxy.plan.Plan;
import io.limpet.proxy.restart.HotRestartChild;
import io.limpet.proxy.restart.HotRestartException;
import io.limpet.proxy.restart.HotRestartParent;
import io.limpet.proxy.restart.RestartPlace;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A gateway's part in hot restarts: it takes the place of the process before it, and gives its own
/// to the one after it.
final class HotRestart implements AutoCloseable {
  private final Options options;
  private final Consumer<String> out;
  private final CompletableFuture<Void> over = new CompletableFuture<>();
  private @Nullable HotRestartChild child; // starter, then the configuration's thread
  private @Nullable HotRestartParent parent; // starter and closer

  /// What flags say. `chosen`: the base id was said, and so must be had.
  record Options(
      RestartPlace place,
      boolean chosen,
      boolean disabled,
      Transport transport,
      Duration parentShutdown) {
    static final Options NONE =
        new Options(new RestartPlace(0, 0), false, true, Transport.NIO, Duration.ZERO);

    private boolean takesPlace() {
      return place.epoch() > 0;
    }
  }

  /// As `/server_info` tells it.
  CommandLineOptions commandLine(int eventLoops, ProxyLimits limits) {
    return CommandLineOptions.newBuilder()
        .setBaseId(options.place().baseId())
        .setRestartEpoch(options.place().epoch())
        .setDisableHotRestart(options.disabled())
        .setConcurrency(eventLoops)
        .setDrainTime(Durations.fromMillis(limits.askedDrainMillis()))
        .setDrainStrategy(limits.drainAtOnce() ? DrainStrategy.Immediate : DrainStrategy.Gradual)
        .setParentShutdownTime(Durations.fromSeconds(options.parentShutdown().toSeconds()))
        .build();
  }

  /// What a gateway does when another process has taken its place.
  interface Leaving {
    Proxy proxy();

    /// Says that it drains, and closes every port that the proxy does not listen on.
    void release();
  }

  HotRestart(Options options, Consumer<String> out) {
    this.options = options;
    this.out = out;
  }

  /// Finds the process whose place is taken, if one is to be, and listens for the next.
  void begin(Leaving leaving, Metrics metrics) throws StartException {
    if (options.disabled()) {
      return;
    }
    int generation = 1;
    try {
      if (options.takesPlace()) {
        requireEpoll();
        HotRestartChild found = HotRestartChild.find(options.place());
        child = found;
        generation = found.generation();
      }
      listen(generation, leaving);
    } catch (HotRestartException failed) {
      throw new StartException("no hot restart: " + failed.getMessage());
    }
    int generations = generation;
    Metrics.Scope process = metrics.process();
    process.gauge("server.hot_restart_epoch", () -> options.place().epoch());
    process.gauge("server.hot_restart_generation", () -> generations);
  }

  private void requireEpoll() throws StartException {
    Transport has = Transport.orFallback(options.transport());
    if (has != Transport.EPOLL) {
      throw new StartException(
          "no hot restart: sockets are passed on with epoll only, and this process has %s: leave"
                  .formatted(has)
              + " --transport out; epoll is Linux', with Netty's natives");
    }
  }

  /// Without a base id that was asked for, it is no failure that another process has it.
  private void listen(int generation, Leaving leaving) throws HotRestartException {
    if (Transport.orFallback(options.transport()) != Transport.EPOLL) {
      return;
    }
    try {
      parent = HotRestartParent.listen(options.place(), generation, new Estate(leaving));
    } catch (HotRestartException taken) {
      if (options.chosen() || options.takesPlace()) {
        throw taken;
      }
      out.accept("limpet: no hot restart of this process: " + taken.getMessage());
    }
  }

  /// Whether another process has the ports until this one serves.
  boolean takesPlace() {
    return child != null;
  }

  /// Opens the first plan's listeners, with the sockets of the process before.
  void start(Proxy proxy, Plan first) throws StartException {
    HotRestartChild before = child;
    try (InheritedSockets sockets = before == null ? InheritedSockets.none() : before.sockets()) {
      proxy.start(first, sockets);
    } catch (ListenersUnavailableException unavailable) {
      throw new StartException(String.valueOf(unavailable.getMessage()));
    } catch (HotRestartException failed) {
      throw new StartException("no hot restart: " + failed.getMessage());
    }
  }

  /// It serves: the process before drains, its other ports are free, and what comes to sockets of
  /// datagrams is read here.
  void served(Proxy proxy, Metrics metrics) {
    HotRestartChild before = child;
    if (before == null) {
      return;
    }
    try (before) {
      before.drainParent(options.parentShutdown());
    } catch (HotRestartException failed) {
      out.accept("error: hot restart: " + failed.getMessage());
    }
    LongAdder dropped = metrics.limpet().counter("limits_reached", "limit", "passed_datagrams");
    proxy.takeOverDatagrams(name -> former(before, name, dropped));
  }

  private Optional<FormerOwner> former(HotRestartChild before, String name, LongAdder dropped) {
    try {
      return Optional.of(before.datagrams(name, dropped));
    } catch (HotRestartException failed) {
      out.accept("error: hot restart: " + failed.getMessage());
      return Optional.empty();
    }
  }

  /// Done when another process has taken this one's place, and nothing is left to do here.
  CompletableFuture<Void> over() {
    return over;
  }

  private final class Estate implements HotRestartParent.Estate {
    private final Leaving leaving;

    Estate(Leaving leaving) {
      this.leaving = leaving;
    }

    @Override
    public List<SharedSocket> sockets() {
      return leaving.proxy().sockets();
    }

    @Override
    public boolean hold(List<SharedSocket> sockets, Runnable act) {
      return leaving.proxy().hold(sockets, act);
    }

    @Override
    public void release(Duration limit) {
      out.accept("limpet: hot restart: another process serves; draining");
      Proxy proxy = leaving.proxy();
      leaving.release();
      proxy.leave(false);
      proxy.stopListening();
      Thread.ofPlatform()
          .name("limpet-drain")
          .daemon()
          .start(
              () -> {
                new TerminationDrain(Duration.ZERO, limit).await(proxy, true);
                over.complete(null);
              });
    }

    @Override
    public @Nullable SharedDatagrams datagrams(String name) {
      return leaving.proxy().datagrams(name);
    }

    @Override
    public void tell(String text) {
      out.accept(text);
    }
  }

  @Override
  public void close() {
    HotRestartChild before = child;
    HotRestartParent after = parent;
    if (before != null) {
      before.close();
    }
    if (after != null) {
      after.close();
    }
  }
}
