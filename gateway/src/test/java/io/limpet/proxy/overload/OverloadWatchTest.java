package io.limpet.proxy.overload;

import static org.assertj.core.api.Assertions.assertThat;

import io.limpet.metrics.Metrics;
import io.limpet.proxy.plan.OverloadPlan;
import io.limpet.proxy.plan.OverloadPlan.Action;
import io.limpet.proxy.plan.OverloadPlan.InjectedResource;
import io.limpet.proxy.plan.OverloadPlan.Kind;
import io.limpet.proxy.plan.OverloadPlan.Trigger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OverloadWatchTest {
  private static final String COUNT = "overload.envoy.overload_actions.shrink_heap.shrink_count";

  @TempDir private Path folder;

  @Test
  void theHeapIsShrunkWhereItsActionIsActive() throws IOException {
    Path pressure = folder.resolve("pressure");
    Metrics metrics = new Metrics();
    OverloadPlan plan =
        new OverloadPlan(
            1_000,
            List.of(new InjectedResource("injected", pressure.toString())),
            List.of(new Action(Kind.SHRINK_HEAP, List.of(new Trigger("injected", 0.9, 0.9)))),
            List.of(),
            Map.of(),
            0);
    Overload overload = new Overload(plan, metrics);
    try (OverloadWatch watch =
        new OverloadWatch(
            plan, 0, overload, new OverloadWatch.Watched(() -> 0, () -> 0, () -> {}), metrics)) {
      Files.writeString(pressure, "0.5");
      watch.refresh();
      watch.shrink();
      assertThat(metrics.process().counter(COUNT).sum()).isZero();

      Files.writeString(pressure, "0.95");
      watch.refresh();
      watch.shrink();
      watch.shrink();
      assertThat(metrics.process().counter(COUNT).sum()).isEqualTo(2);

      Files.writeString(pressure, "0.5");
      watch.refresh();
      watch.shrink();
      assertThat(metrics.process().counter(COUNT).sum()).isEqualTo(2);
    }
  }
}
