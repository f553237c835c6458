package io.limpet.cli;

import io.limpet.model.Problem;
import io.limpet.proxy.discovery.DnsDiscovery;
import io.limpet.proxy.plan.reading.PlanBuilder;
import io.limpet.proxy.plan.reading.fields.PlanProblem;
import io.limpet.proxy.plan.reading.fields.PlanProblem.Weight;
import io.limpet.proxy.plan.reading.fields.RuntimeValues;
import io.limpet.xds.client.Carrier;
import io.limpet.xds.filesystem.SecretFiles;
import io.limpet.xds.resources.Resources;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// Makes plans of what a control plane sends, and tells what is not carried out of it.
/// Configuration thread only, but for [#current].
final class GatewayPlans implements Carrier, AutoCloseable {
  private final PlanBuilder plans;
  private final DnsDiscovery names;
  private final SecretFiles files;
  private final Executor configuration;
  private final RuntimeValues runtime;
  private final BootstrapPlaces places;
  private final ProblemLog problems;
  private final Events events;
  private volatile Configuration current = Configuration.EMPTY;
  private Resources carried = Resources.EMPTY;
  private List<PlanProblem> unknown = List.of(); // that the control plane was told of
  private boolean ready;

  /// What becomes of it.
  interface Events {
    /// To be served soon: done when its endpoints were checked once.
    CompletableFuture<Void> prepare(Configuration first);

    /// To be served from now on; nothing before it was.
    void begin(Configuration first);

    void next(Configuration next);

    void tell(String text);

    void mistaken(RuntimeException ours);
  }

  /// `names` looks up what clusters name by a name.
  GatewayPlans(
      RuntimeValues runtime,
      BootstrapPlaces places,
      DnsDiscovery names,
      Executor configuration,
      Events events) {
    this.names = names;
    this.configuration = configuration;
    this.files = new SecretFiles(() -> configuration.execute(this::known));
    this.runtime = runtime;
    this.plans = new PlanBuilder(runtime);
    this.places = places;
    this.problems = new ProblemLog(events::tell);
    this.events = events;
  }

  Configuration current() {
    return current;
  }

  @Override
  public List<Refusal> check(Resources alone) {
    return refusals(new PlanBuilder(runtime).build(alone).problems());
  }

  /// A plan that leaves out what is refused is not served before the control plane was told, which
  /// takes back what it refused; it is if that was no remedy.
  private boolean isNews(List<PlanProblem> problems) {
    List<PlanProblem> found =
        problems.stream()
            .filter(each -> each.weight() == Weight.UNKNOWN && places.isRefused(each))
            .toList();
    boolean news = !unknown.containsAll(found);
    unknown = found;
    return news;
  }

  @Override
  public List<Refusal> carry(Resources resources) {
    try {
      carried = resources;
      SecretFiles.Followed whole = files.follow(resources);
      PlanBuilder.Built built = plans.build(whole.resources(), names.follow(resources));
      if (isNews(built.problems())) {
        return refusals(built.problems());
      }
      current = new Configuration(whole.resources(), built.plan());
      if (ready) {
        events.next(current);
      }
      problems.tell("files of secrets", whole.problems());
      problems.tell("ads", told(built.problems()));
      return refusals(built.problems());
    } catch (RuntimeException ours) {
      events.mistaken(ours);
      return List.of();
    }
  }

  /// What the file says was told at the start, but for what comes from elsewhere.
  private List<Problem> told(List<PlanProblem> found) {
    return found.stream()
        .filter(each -> each.weight() == Weight.AWAITED || !places.isWritten(each))
        .map(each -> places.problem(each, isMild(each)))
        .toList();
  }

  private static boolean isMild(PlanProblem problem) {
    return problem.weight() == Weight.IGNORED || problem.weight() == Weight.UNKNOWN;
  }

  private List<Refusal> refusals(List<PlanProblem> found) {
    List<Refusal> refusals = new ArrayList<>();
    for (PlanProblem each : found) {
      if (places.isRefused(each)) {
        refusals.add(new Refusal(each.kind(), each.name(), each.field() + ": " + each.text()));
      }
    }
    return refusals;
  }

  /// Envoy is live when names were looked up and endpoints were checked once.
  @Override
  public void ready() {
    var _ =
        names
            .firstAnswers()
            .thenRunAsync(this::known, configuration)
            .thenCompose(_ -> events.prepare(current))
            .thenRunAsync(this::begin, configuration)
            .exceptionally(this::mistaken);
  }

  private @Nullable Void mistaken(Throwable cause) {
    events.mistaken(new IllegalStateException("while the first plan was prepared", cause));
    return null;
  }

  private void begin() {
    ready = true;
    events.begin(current);
  }

  /// More is known of the names in what was carried last, or other secrets.
  void known() {
    var _ = carry(carried);
  }

  @Override
  public void tell(String text) {
    events.tell("warning: " + text);
  }

  @Override
  public void close() {
    files.close();
  }
}
