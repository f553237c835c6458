package io.limpet.cli;

import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.limpet.analysis.Analysis;
import io.limpet.mesh.GatewayProxy;
import io.limpet.mesh.MeshOptions;
import io.limpet.mesh.Snapshot;
import io.limpet.mesh.building.MeshBuilder;
import io.limpet.model.Change;
import io.limpet.model.KeySource;
import io.limpet.model.Origin;
import io.limpet.model.Problem;
import io.limpet.model.Problem.Severity;
import io.limpet.proxy.discovery.DnsDiscovery;
import io.limpet.proxy.plan.reading.PlanBuilder;
import io.limpet.proxy.plan.reading.fields.PlanProblem;
import io.limpet.xds.filesystem.SecretFiles;
import io.limpet.xds.resources.Resources;
import io.limpet.xds.translate.Translator;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The one thread that owns the configuration. Sources offer their changes to its bounded queue; it
/// takes all that wait at once, so that a burst is built once, and nothing is held back for longer
/// than one build takes.
final class ConfigurationThread implements AutoCloseable {
  private static final int WAITING_CHANGES = 4096;
  private static final long QUIET_MILLIS = 100;
  private static final long LONGEST_NANOS = 1_000_000_000;

  private final BlockingQueue<Change> queue = new ArrayBlockingQueue<>(WAITING_CHANGES);
  private final Thread thread = new Thread(this::run, "limpet-configuration");
  private final MeshBuilder mesh;
  private final Translator translator;
  private final PlanBuilder plans = new PlanBuilder();
  private final Analysis analysis;
  private final ProblemLog problems;
  private final Consumer<Configuration> publish;
  private final Consumer<RuntimeException> mistaken;
  private Consumer<Set<KeySource>> keys = _ -> {}; // set before the start
  private @Nullable DnsDiscovery names; // set before the start
  private @Nullable SecretFiles files; // set before the start
  private Map<String, ClusterLoadAssignment> resolved = Map.of(); // this thread only
  private boolean synced; // this thread only
  private @Nullable Snapshot unanalysed; // this thread only
  private long unanalysedSince; // this thread only
  private volatile Configuration current = Configuration.EMPTY;
  private volatile @Nullable Duration terminationDrain;

  ConfigurationThread(
      GatewayProxy proxy,
      MeshOptions options,
      ProblemLog problems,
      Consumer<Configuration> publish,
      Consumer<RuntimeException> mistaken) {
    this.mesh = new MeshBuilder(proxy, options);
    this.translator = new Translator();
    this.analysis = new Analysis(proxy);
    this.problems = problems;
    this.publish = publish;
    this.mistaken = mistaken;
  }

  /// Who fetches the sets of keys that are wanted, and offers them.
  void keysFrom(Consumer<Set<KeySource>> fetcher) {
    keys = fetcher;
  }

  /// Who looks up what clusters name by a name; it calls [#moreIsKnown].
  void namesFrom(DnsDiscovery discovery) {
    names = discovery;
  }

  /// Who reads the secrets that stand in files; it calls [#moreIsKnown].
  void secretsFrom(SecretFiles reader) {
    files = reader;
  }

  /// Of names, or of files. Any thread.
  void moreIsKnown() {
    offer(new Change.Synced());
  }

  void start() {
    thread.start();
  }

  /// Waits while the queue is full.
  void offer(Change change) {
    try {
      queue.put(change);
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
    }
  }

  /// What was published last.
  Configuration current() {
    return current;
  }

  /// How long clients have when the process is told to end, as the proxy's configuration says; null
  /// where it says nothing.
  @Nullable Duration terminationDrain() {
    return terminationDrain;
  }

  private void run() {
    try {
      while (true) {
        Change first = next();
        if (first == null) {
          attempt(this::analyse);
          continue;
        }
        take(first);
        for (Change next = queue.poll(); next != null; next = queue.poll()) {
          take(next);
        }
        if (synced) {
          attempt(this::build);
        }
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  /// The next change; null where findings are due: many changes belong together, and half of them
  /// would look wrong.
  private @Nullable Change next() throws InterruptedException {
    if (unanalysed == null) {
      return queue.take();
    }
    return System.nanoTime() - unanalysedSince < LONGEST_NANOS
        ? queue.poll(QUIET_MILLIS, TimeUnit.MILLISECONDS)
        : null;
  }

  private void take(Change change) {
    if (change instanceof Change.Problems(String source, List<Problem> found)) {
      problems.tell(source, found);
    }
    synced |= change instanceof Change.Synced;
    mesh.apply(change);
  }

  /// A mistake of ours must not end the thread: what was published last goes on, and the next
  /// change is built anew.
  private void attempt(Runnable work) {
    try {
      work.run();
    } catch (RuntimeException ours) {
      mistaken.accept(ours);
    }
  }

  @SuppressWarnings("ReferenceEquality") // the one that stands before all others
  private void build() {
    boolean begins = current == Configuration.EMPTY;
    Snapshot snapshot = mesh.build();
    if (unanalysed == null) {
      unanalysedSince = System.nanoTime();
    }
    unanalysed = snapshot;
    terminationDrain = snapshot.options().meshConfig().defaultConfig().terminationDrainDuration();
    keys.accept(snapshot.wantedKeys());
    Resources resources = translator.translate(snapshot);
    problems.tell("patches", translator.problems());
    carry(resources);
    if (begins) {
      analyse();
    }
  }

  /// Other resources, or other secrets or addresses behind the names in them, are another plan.
  @SuppressWarnings("ReferenceEquality") // the same object means that nothing changed
  private void carry(Resources resources) {
    Resources whole = files == null ? resources : withFiles(files.follow(resources));
    boolean other = whole != current.resources();
    var found = names == null ? resolved : names.follow(whole);
    if (other || !found.equals(resolved)) {
      resolved = found;
      publish(plans.build(whole, found), whole);
    }
  }

  private Resources withFiles(SecretFiles.Followed followed) {
    problems.tell("files of secrets", followed.problems());
    return followed.resources();
  }

  private void publish(PlanBuilder.Built built, Resources resources) {
    current = new Configuration(resources, built.plan());
    publish.accept(current);
    problems.tell("translation", built.problems().stream().map(ConfigurationThread::told).toList());
  }

  /// What changes no resource is analysed too: a rule that applies to nothing is one of those.
  private void analyse() {
    Snapshot snapshot = unanalysed;
    unanalysed = null;
    if (snapshot != null) {
      problems.tell("analysis", analysis.findings(mesh.resources(), snapshot));
    }
  }

  private static Problem told(PlanProblem problem) {
    Severity severity =
        switch (problem.weight()) {
          case IGNORED, UNKNOWN -> Severity.WARNING;
          case WITHHELD, AWAITED, REFUSED -> Severity.ERROR;
        };
    return new Problem(
        severity,
        new Origin("proxy", 0),
        problem.kind() + " " + problem.name(),
        problem.field(),
        "not-carried-out",
        problem.text());
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
