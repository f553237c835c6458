package io.limpet.cli;

import io.limpet.analysis.Analysis;
import io.limpet.mesh.GatewayProxy;
import io.limpet.mesh.MeshBuilder;
import io.limpet.mesh.MeshOptions;
import io.limpet.mesh.Snapshot;
import io.limpet.model.Change;
import io.limpet.model.Origin;
import io.limpet.model.Problem;
import io.limpet.model.Problem.Severity;
import io.limpet.proxy.plan.PlanBuilder;
import io.limpet.proxy.plan.PlanProblem;
import io.limpet.xds.resources.Resources;
import io.limpet.xds.translate.Translator;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Consumer;

/// The one thread that owns the configuration. Sources offer their changes to its bounded queue; it
/// takes all that wait at once, so that a burst is built once, and nothing is held back for longer
/// than one build takes.
final class ConfigurationThread implements AutoCloseable {
  private static final int WAITING_CHANGES = 4096;

  private final BlockingQueue<Change> queue = new ArrayBlockingQueue<>(WAITING_CHANGES);
  private final Thread thread = new Thread(this::run, "limpet-configuration");
  private final MeshBuilder mesh;
  private final Translator translator;
  private final PlanBuilder plans = new PlanBuilder();
  private final Analysis analysis;
  private final ProblemLog problems;
  private final Consumer<Configuration> publish;
  private final Consumer<RuntimeException> mistaken;
  private boolean synced; // this thread only
  private volatile Configuration current = Configuration.EMPTY;

  ConfigurationThread(
      GatewayProxy proxy,
      MeshOptions options,
      ProblemLog problems,
      Consumer<Configuration> publish,
      Consumer<RuntimeException> mistaken) {
    this.mesh = new MeshBuilder(proxy, options);
    this.translator = new Translator(options);
    this.analysis = new Analysis(proxy, options);
    this.problems = problems;
    this.publish = publish;
    this.mistaken = mistaken;
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

  private void run() {
    try {
      while (true) {
        take(queue.take());
        for (Change next = queue.poll(); next != null; next = queue.poll()) {
          take(next);
        }
        if (synced) {
          tryToBuild();
        }
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  private void take(Change change) {
    if (change instanceof Change.Problems(String source, List<Problem> found)) {
      problems.tell(source, found);
    }
    synced |= change instanceof Change.Synced;
    mesh.apply(change);
  }

  /// A mistake of ours must not end the thread: what was published last goes on, and the next change
  /// is built anew.
  private void tryToBuild() {
    try {
      build();
    } catch (RuntimeException ours) {
      mistaken.accept(ours);
    }
  }

  @SuppressWarnings("ReferenceEquality") // the same object means that nothing changed
  private void build() {
    Snapshot snapshot = mesh.build();
    Resources resources = translator.translate(snapshot);
    if (resources == current.resources()) {
      return;
    }
    PlanBuilder.Built built = plans.build(resources);
    current = new Configuration(resources, built.plan());
    publish.accept(current);
    problems.tell("analysis", analysis.findings(mesh.resources(), snapshot));
    problems.tell("translation", built.problems().stream().map(ConfigurationThread::told).toList());
  }

  private static Problem told(PlanProblem problem) {
    Severity severity =
        switch (problem.weight()) {
          case IGNORED -> Severity.WARNING;
          case REFUSED -> Severity.ERROR;
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
