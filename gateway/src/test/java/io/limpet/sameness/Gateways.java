package io.limpet.sameness;

import static org.assertj.core.api.Assertions.assertThat;

import io.envoyproxy.envoy.config.bootstrap.v3.Bootstrap;
import io.envoyproxy.envoy.config.bootstrap.v3.RuntimeLayer;
import io.limpet.RealEnvoy;
import io.limpet.model.tree.JsonWriter;
import io.limpet.model.tree.Value;
import io.limpet.proxy.ProxyOptions;
import io.limpet.proxy.plan.OverloadPlan;
import io.limpet.proxy.plan.reading.OverloadReader;
import io.limpet.proxy.plan.reading.fields.PlanProblem;
import io.limpet.proxy.plan.reading.fields.RuntimeValues;
import io.limpet.xds.bootstrap.BootstrapReader;
import io.limpet.xds.bootstrap.StaticResources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// A real Envoy and our proxy, both with the configuration of one table.
record Gateways(Gateway envoy, Gateway limpet, Path folder) implements AutoCloseable {
  static Gateways start(Table table, Endpoints endpoints) throws Exception {
    return start(table, endpoints, OurProxy.usual());
  }

  /// `options` are our proxy's.
  static Gateways start(Table table, Endpoints endpoints, ProxyOptions options) throws Exception {
    Path folder = Files.createTempDirectory("limpet-sameness");
    Tree.map(table.tree().get("names"))
        .forEach((name, known) -> endpoints.dns().knows(name, Tree.texts(known)));
    Gateway limpet = limpet(json(table, endpoints, folder.resolve("limpet.log")), folder, options);
    try {
      return new Gateways(
          envoy(json(table, endpoints, folder.resolve("envoy.log")), folder), limpet, folder);
    } catch (RuntimeException | Error failed) {
      limpet.close();
      throw failed;
    }
  }

  private static String json(Table table, Endpoints endpoints, Path log) {
    return JsonWriter.compact(value(table.bootstrap(endpoints, log)));
  }

  private static Gateway envoy(String bootstrap, Path folder) {
    RealEnvoy envoy = RealEnvoy.start(bootstrap);
    return new Gateway(
        "envoy",
        envoy::port,
        new AdminPort(envoy.adminPort()),
        folder.resolve("envoy.log"),
        envoy::close);
  }

  private static Gateway limpet(String text, Path folder, ProxyOptions options) throws Exception {
    Bootstrap bootstrap = BootstrapReader.read(text, "table.json");
    List<PlanProblem> problems = new ArrayList<>();
    OverloadPlan overload =
        OverloadReader.read(bootstrap.getOverloadManager(), runtime(bootstrap), problems);
    assertThat(problems).as("what Limpet does not carry out of the overload manager").isEmpty();
    OurProxy proxy =
        new OurProxy(
            StaticResources.of(bootstrap),
            runtime(bootstrap),
            options.withBounds(new ProxyOptions.Bounds(overload, 0, 0)));
    return new Gateway(
        "limpet",
        proxy::port,
        new AdminPort(proxy.adminPort()),
        folder.resolve("limpet.log"),
        proxy::close);
  }

  private static RuntimeValues runtime(Bootstrap bootstrap) {
    return RuntimeValues.of(
        bootstrap.getLayeredRuntime().getLayersList().stream()
            .map(RuntimeLayer::getStaticLayer)
            .toList());
  }

  static Value value(Object plain) {
    return switch (plain) {
      case Map<?, ?> map -> {
        Map<String, Value> fields = new LinkedHashMap<>();
        map.forEach((key, each) -> fields.put(String.valueOf(key), value(each)));
        yield Value.Mapping.of(fields);
      }
      case List<?> list -> {
        List<Value> items = new ArrayList<>();
        list.forEach(each -> items.add(value(each)));
        yield new Value.Sequence(0, items);
      }
      case Long whole -> new Value.Whole(0, whole);
      case Integer whole -> new Value.Whole(0, whole);
      case Double fraction -> new Value.Fraction(0, fraction);
      case Boolean truth -> new Value.Truth(0, truth);
      case String text -> new Value.Text(0, text);
      default -> new Value.Nothing(0);
    };
  }

  @Override
  public void close() throws IOException {
    envoy.close();
    limpet.close();
    for (Path file : files()) {
      Files.delete(file);
    }
    Files.delete(folder);
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }
}
