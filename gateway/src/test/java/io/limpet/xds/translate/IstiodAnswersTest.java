package io.limpet.xds.translate;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.endpoint.v3.LbEndpoint;
import io.envoyproxy.envoy.config.endpoint.v3.LocalityLbEndpoints;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.limpet.mesh.MeshOptions;
import io.limpet.xds.resources.MessageJson;
import io.limpet.xds.resources.MessageJson.Names;
import io.limpet.xds.resources.Resources;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Each folder under `cases` with an `istiod` folder holds what a real istiod (1.32) answered to
/// its input; `--compat istio` must give the same messages.
class IstiodAnswersTest {
  /// Filters that only Istio's own build of Envoy has.
  private static final Set<String> ISTIO_FILTERS =
      Set.of("istio.metadata_exchange", "istio.alpn", "istio.stats");

  /// What istiod says of connections inside the mesh, to proxies that have the filters above.
  private static final Set<String> MESH_FIELDS = Set.of("filters", "transport_socket_matches");

  static Stream<String> cases() throws IOException, URISyntaxException {
    Path folder =
        Path.of(
            Objects.requireNonNull(IstiodAnswersTest.class.getResource("/cases/base.yaml"))
                .toURI());
    try (Stream<Path> all = Files.list(Objects.requireNonNull(folder.getParent()))) {
      return all
          .filter(each -> Files.isDirectory(each.resolve("istiod")))
          .map(each -> Objects.requireNonNull(each.getFileName()).toString())
          .sorted()
          .toList()
          .stream();
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theTranslationIsIstiods(String folder) {
    Resources ours =
        Translation.of(
            MeshOptions.ISTIO,
            Translation.file("base.yaml"),
            Translation.file(folder + "/input.yaml"));
    same(folder + "/istiod/lds.json", ours.listeners().values(), Listener::newBuilder);
    same(folder + "/istiod/rds.json", ours.routes().values(), RouteConfiguration::newBuilder);
    same(folder + "/istiod/cds.json", ours.clusters().values(), Cluster::newBuilder);
    same(folder + "/istiod/eds.json", ours.endpoints().values(), ClusterLoadAssignment::newBuilder);
  }

  private static void same(
      String file, Collection<? extends Message> ours, Supplier<Message.Builder> builders) {
    Map<String, Message> expected = new TreeMap<>();
    for (JsonElement each : JsonParser.parseString(Translation.file(file)).getAsJsonArray()) {
      Message message = read(pruned(each).toString(), builders.get());
      expected.put(name(message), inOrder(message));
    }
    Map<String, Message> actual = new TreeMap<>();
    ours.forEach(each -> actual.put(name(each), inOrder(each)));
    expected.keySet().removeIf(IstiodAnswersTest::isIstiosOwn);
    actual.keySet().removeIf(IstiodAnswersTest::isIstiosOwn);
    assertThat(actual.keySet()).as(file).isEqualTo(expected.keySet());
    expected.forEach(
        (name, message) -> {
          Message own = Objects.requireNonNull(actual.get(name));
          if (!own.equals(message)) {
            assertThat(MessageJson.print(own, Names.PROTO))
                .as(file + " " + name)
                .isEqualTo(MessageJson.print(message, Names.PROTO));
          }
          assertThat(own).as(file + " " + name).isEqualTo(message);
        });
  }

  private static Message read(String json, Message.Builder builder) {
    try {
      MessageJson.read(json, builder);
      return builder.build();
    } catch (InvalidProtocolBufferException broken) {
      throw new IllegalArgumentException(json, broken);
    }
  }

  /// Clusters of the Services that surround istiod, which no input defines.
  private static boolean isIstiosOwn(String name) {
    return name.endsWith("||kubernetes.default.svc.cluster.local");
  }

  private static String name(Message message) {
    return message instanceof ClusterLoadAssignment assignment
        ? assignment.getClusterName()
        : (String) message.getField(message.getDescriptorForType().findFieldByName("name"));
  }

  /// The order of localities and endpoints has no meaning.
  private static Message inOrder(Message message) {
    if (!(message instanceof ClusterLoadAssignment assignment)) {
      return message;
    }
    List<LocalityLbEndpoints> localities =
        assignment.getEndpointsList().stream()
            .map(
                each ->
                    each.toBuilder()
                        .clearLbEndpoints()
                        .addAllLbEndpoints(
                            each.getLbEndpointsList().stream()
                                .sorted(Comparator.comparing(LbEndpoint::toString))
                                .toList())
                        .build())
            .sorted(Comparator.comparing(each -> each.getLocality().toString()))
            .toList();
    return assignment.toBuilder().clearEndpoints().addAllEndpoints(localities).build();
  }

  private static JsonElement pruned(JsonElement element) {
    if (element instanceof JsonArray array) {
      JsonArray kept = new JsonArray();
      array.forEach(
          each -> {
            if (!isIstioFilter(each)) {
              kept.add(pruned(each));
            }
          });
      return kept;
    }
    if (element instanceof JsonObject object) {
      JsonObject kept = new JsonObject();
      boolean cluster = object.has("alt_stat_name");
      object.entrySet().stream()
          .filter(each -> !(cluster && MESH_FIELDS.contains(each.getKey())))
          .forEach(each -> kept.add(each.getKey(), pruned(each.getValue())));
      return kept;
    }
    return element;
  }

  private static boolean isIstioFilter(JsonElement element) {
    return element instanceof JsonObject object
        && object.has("name")
        && object.get("name").isJsonPrimitive()
        && ISTIO_FILTERS.contains(object.get("name").getAsString());
  }
}
