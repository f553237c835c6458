package io.limpet.cli;

import io.envoyproxy.envoy.config.core.v3.Node;
import io.limpet.xds.client.AdsClient;
import io.limpet.xds.client.AdsOptions;
import io.limpet.xds.client.AdsOptions.Fetch;
import io.limpet.xds.client.AdsOptions.Server;
import io.limpet.xds.client.AdsOptions.Talk;
import io.limpet.xds.client.Carrier;
import io.limpet.xds.resources.Resources;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// Asks a control plane for everything, and carries nothing out.
final class TrainingClient implements Carrier {
  private final CountDownLatch complete = new CountDownLatch(1);

  private TrainingClient() {}

  static void awaitAll(int port, Duration limit) throws IOException {
    TrainingClient carrier = new TrainingClient();
    Node node = Node.newBuilder().setId("router~127.0.0.1~training.training~local").build();
    AdsOptions options =
        new AdsOptions(
            List.of(new Server("127.0.0.1", port)),
            Talk.DEFAULT.withDifferences(true),
            node,
            new Fetch(true, Duration.ZERO),
            new Fetch(true, Duration.ZERO));
    try (ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();
        AdsClient client = new AdsClient(options, Resources.EMPTY, carrier, executor)) {
      client.start();
      if (!carrier.complete.await(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IOException("the control plane did not tell everything within " + limit);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public List<Refusal> check(Resources resources) {
    return List.of();
  }

  @Override
  public List<Refusal> carry(Resources resources) {
    return List.of();
  }

  @Override
  public void ready() {
    complete.countDown();
  }

  @Override
  public void tell(String text) {
    // Nobody listens before the first translation is done.
  }
}
