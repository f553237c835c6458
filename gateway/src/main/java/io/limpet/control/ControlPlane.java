package io.limpet.control;

import io.envoyproxy.envoy.config.core.v3.Node;
import io.limpet.mesh.GatewayProxy;
import io.limpet.mesh.MeshOptions;
import io.limpet.model.Change;
import io.limpet.model.KeySource;
import io.limpet.model.Problem;
import io.limpet.model.Resource;
import io.limpet.xds.server.Feed;
import io.limpet.xds.server.Gateways;
import io.limpet.xds.server.RefusedNodeException;
import io.limpet.xds.server.Withheld;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The one thread that owns the configuration of all gateways. Sources offer their changes to its
/// bounded queue; it takes all that wait at once, and tells what they mean as [Debounce] says.
public final class ControlPlane implements Gateways, AutoCloseable {
  private static final int WAITING_CHANGES = 4096;
  private static final long QUIET_NANOS = 100_000_000;
  private static final long LONGEST_NANOS = 1_000_000_000;

  private final BlockingQueue<Event> queue = new ArrayBlockingQueue<>(WAITING_CHANGES);
  private final Thread thread = new Thread(this::run, "limpet-configuration");
  private final CountDownLatch begun = new CountDownLatch(1);
  private final Reports reports;
  private final GatewayKinds kinds;
  private final Debounce debounce;
  private final Inspection inspection;
  private Consumer<Set<KeySource>> keys = _ -> {}; // set before the start
  private final Map<Trigger, Integer> waiting = new EnumMap<>(Trigger.class); // this thread only
  private boolean synced; // this thread only
  private long unanalysedSince; // this thread only
  private boolean unanalysed; // this thread only

  /// What wakes the thread.
  private sealed interface Event {
    record Changed(Change change) implements Event {}

    /// There is a kind that nothing has been built for.
    record Newcomer() implements Event {}
  }

  /// What the control plane has to say. The configuration thread calls it.
  public interface Reports {
    /// All problems that a place has now.
    void problems(String place, List<Problem> problems);

    /// A change came.
    default void changed(Trigger trigger) {}

    /// Gateways were told of these changes, and how many of each: the first had waited so long, and
    /// all were so long in the making.
    default void told(Map<Trigger, Integer> changes, long waitedNanos, long makingNanos) {}

    /// A mistake of ours; what was told last goes on.
    void mistaken(RuntimeException ours);
  }

  /// `usual` is what a gateway is that does not say what it is.
  public ControlPlane(GatewayProxy usual, MeshOptions options, Reports reports) {
    this(usual, options, Limits.DEFAULT, reports);
  }

  public ControlPlane(GatewayProxy usual, MeshOptions options, Limits limits, Reports reports) {
    this.reports = reports;
    this.kinds = new GatewayKinds(usual, options);
    this.debounce = new Debounce(limits);
    this.inspection = new Inspection(kinds, reports);
  }

  /// Who fetches the sets of keys that are wanted, and offers them.
  public void keysFrom(Consumer<Set<KeySource>> fetcher) {
    keys = fetcher;
  }

  public void start() {
    thread.start();
  }

  /// Whether gateways can be told.
  public boolean isBegun() {
    return begun.getCount() == 0;
  }

  /// Until the source has said all that there was and gateways can be told.
  public void awaitBegun() throws InterruptedException {
    begun.await();
  }

  /// Waits while the queue is full.
  public void offer(Change change) {
    try {
      queue.put(new Event.Changed(change));
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public Feed feed(Node node) throws RefusedNodeException {
    GatewayKind kind = kinds.of(node);
    if (!kinds.isBuilt(kind)) {
      // A full queue is looked at soon enough.
      boolean _ = queue.offer(new Event.Newcomer());
    }
    return kind.feed();
  }

  /// All resources that the sources have said; any thread.
  public List<Resource> resources() {
    return kinds.resources();
  }

  /// What a gateway is told now, any thread.
  public Feed.Told told(Node node) throws RefusedNodeException {
    return kinds.of(node).feed().told();
  }

  /// What the gateway of the flags is told now, any thread.
  public Feed.Told told() {
    return kinds.usual().feed().told();
  }

  /// What is kept from each kind of gateways that there is, by its name; any thread.
  public Map<String, List<Withheld>> withheld() {
    Map<String, List<Withheld>> all = new TreeMap<>();
    kinds.all().forEach(each -> all.put(each.name(), each.feed().withheld()));
    return all;
  }

  private void run() {
    try {
      while (true) {
        @Nullable Event first = next();
        if (first != null) {
          take(first);
          for (Event next = queue.poll(); next != null; next = queue.poll()) {
            take(next);
          }
        }
        if (synced) {
          attempt(this::work);
        }
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  /// The next event; null where something is due before one comes.
  private @Nullable Event next() throws InterruptedException {
    long now = System.nanoTime();
    long wait = Long.MAX_VALUE;
    if (synced && debounce.isWaiting()) {
      wait = debounce.waitNanos(now);
    } else if (unanalysed) {
      wait = Math.min(QUIET_NANOS, unanalysedSince + LONGEST_NANOS - now);
    }
    return wait == Long.MAX_VALUE ? queue.take() : queue.poll(wait, TimeUnit.NANOSECONDS);
  }

  private void take(Event event) {
    switch (event) {
      case Event.Changed(Change change) -> take(change);
      case Event.Newcomer() -> {}
    }
  }

  private void take(Change change) {
    if (change instanceof Change.Problems(String source, List<Problem> found)) {
      reports.problems(source, found);
    }
    synced |= change instanceof Change.Synced;
    kinds.apply(change);
    Trigger trigger = Trigger.of(change);
    waiting.merge(trigger, 1, Integer::sum);
    debounce.changed(trigger == Trigger.ENDPOINT, System.nanoTime());
    reports.changed(trigger);
  }

  private void work() {
    if (kinds.buildNewcomers()) {
      keys.accept(kinds.wantedKeys());
      analyseSoon(System.nanoTime());
    }
    long now = System.nanoTime();
    if (debounce.isWaiting() && debounce.waitNanos(now) <= 0) {
      build(now);
    } else if (unanalysed && !debounce.isWaiting() && isAnalysisDue(now)) {
      analyse();
    }
  }

  private boolean isAnalysisDue(long now) {
    return queue.isEmpty() && (now - unanalysedSince >= QUIET_NANOS);
  }

  private void build(long begin) {
    long since = debounce.since();
    kinds.build(since);
    keys.accept(kinds.wantedKeys());
    long now = System.nanoTime();
    debounce.told(begin, now);
    reports.told(Map.copyOf(waiting), begin - since, now - begin);
    waiting.clear();
    analyseSoon(now);
    if (begun.getCount() > 0) {
      begun.countDown();
      analyse();
    }
  }

  private void analyseSoon(long now) {
    if (!unanalysed) {
      unanalysed = true;
      unanalysedSince = now;
    }
  }

  private void analyse() {
    unanalysed = !inspection.run(() -> !queue.isEmpty());
  }

  /// A mistake of ours must not end the thread.
  private void attempt(Runnable work) {
    try {
      work.run();
    } catch (RuntimeException ours) {
      debounce.told(System.nanoTime(), System.nanoTime());
      reports.mistaken(ours);
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
