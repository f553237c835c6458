package io.limpet.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.envoyproxy.envoy.config.core.v3.Node;
import io.limpet.proxy.ProxyOptions;
import io.limpet.proxy.loop.Transport;
import io.limpet.proxy.plan.reading.fields.RuntimeValues;
import io.limpet.xds.client.ReplayServer;
import io.limpet.xds.resources.Resources;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/// What a real istiod answered to each case's input, sent again to `limpet gateway --xds`: it does
/// the same with requests as a gateway that has Limpet's own translation of that input.
final class ReplayedIstiodTest {
  private static final Path CASES = Path.of("src/test/resources/cases");

  @TempDir Path folder;

  static Stream<Path> cases() throws IOException {
    try (Stream<Path> all = Files.list(CASES)) {
      return all
          .filter(each -> Files.isDirectory(each.resolve("istiod")))
          .sorted()
          .toList()
          .stream();
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void istiodsAnswersDoWhatOurTranslationDoes(Path given) throws Exception {
    Resources translated = translated(given);
    assumeFalse(translated.listeners().isEmpty(), "its kinds are not translated yet");
    try (PodsOnLoopback pods = new PodsOnLoopback()) {
      Resources istiods = pods.here(IstiodDump.read(given.resolve("istiod")));
      Resources ours = pods.here(translated);
      DrivenGateway driven = new DrivenGateway(false);
      try (ReplayServer plane = ReplayServer.of(istiods);
          GatewayInstance own = withoutControlPlane(ours);
          GatewayInstance whole = driven.start(plane.port(), "--xds-api=sotw");
          GatewayInstance delta = driven.start(plane.port(), "--xds-api=delta");
          Behaviour behaviour = new Behaviour(pods, istiods)) {
        behaviour.with("ours", address(own, ours));
        behaviour.with("istiod's", address(whole, istiods));
        behaviour.with("istiod's, by differences", address(delta, istiods));
        assertThat(behaviour.differences()).isEmpty();
        assertThat(refusalsThatEnvoyHasNot(plane)).isEmpty();
      }
    }
  }

  /// The one cluster of a case that a real Envoy refuses as well.
  private static List<String> refusalsThatEnvoyHasNot(ReplayServer plane) {
    return plane.refusals().stream().filter(each -> !each.contains("prime")).toList();
  }

  private Resources translated(Path given) throws IOException {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("-f", CASES.resolve("base.yaml").toString()));
    arguments.addAll(List.of("-f", given.resolve("input.yaml").toString()));
    arguments.addAll(List.of("--compat", "istio", "--out", folder.toString()));
    StringWriter said = new StringWriter();
    new CommandLine(new TranslateCommand())
        .setOut(new PrintWriter(said))
        .setErr(new PrintWriter(said))
        .execute(arguments.toArray(String[]::new));
    return IstiodDump.read(folder);
  }

  private static GatewayInstance withoutControlPlane(Resources resources) throws StartException {
    Queue<String> told = new ConcurrentLinkedQueue<>();
    return GatewayInstance.start(
        new GatewayInstance.Setup(
            resources,
            Optional.empty(),
            RuntimeValues.NONE,
            new BootstrapPlaces(null, true),
            Node.getDefaultInstance(),
            new GatewayInstance.Ports(null, null, 1, Transport.EPOLL),
            GatewayInstance.Drains.AT_ONCE,
            ProxyOptions.Bounds.NONE),
        told::add);
  }

  private static InetSocketAddress address(GatewayInstance gateway, Resources resources) {
    return gateway.address(resources.listeners().firstKey()).orElseThrow();
  }
}
