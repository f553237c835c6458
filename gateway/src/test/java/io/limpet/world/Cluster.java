package io.limpet.world;

import io.limpet.model.Origin;
import io.limpet.model.tree.Value;
import io.limpet.model.tree.Value.Mapping;
import io.limpet.model.tree.YamlReader;
import io.limpet.world.document.ThreeWayMerge.Unchanged;
import io.limpet.world.document.Tree;
import io.limpet.world.pods.PodTimings;
import io.limpet.world.store.ObjectKey;
import io.limpet.world.store.ObjectType;
import io.limpet.world.store.ObjectTypes;
import io.limpet.world.store.StoredObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

/// A world for tests: its pods hurry, and its contents are asked for briefly.
public final class Cluster implements AutoCloseable {
  static final PodTimings QUICK =
      new PodTimings(
          Duration.ofMillis(50),
          Duration.ofMillis(200),
          Duration.ofMillis(20),
          Duration.ofMillis(50),
          Duration.ofMillis(10),
          Duration.ofMillis(50),
          Duration.ofSeconds(30));

  private static final String NAMESPACE = "default";

  public final World world;

  public Cluster() {
    this(QUICK);
  }

  Cluster(PodTimings timings) {
    world = new World(new WorldOptions(Clock.systemUTC(), new Random(7), timings));
  }

  public void apply(String yaml) {
    apply(yaml, Unchanged.SET_AGAIN);
  }

  void apply(String yaml, Unchanged unchanged) {
    for (var document : YamlReader.readAll(yaml)) {
      world.apply((Mapping) document.root(), new Origin("test.yaml", 0), unchanged);
    }
  }

  void scale(ObjectType type, String name, int replicas) {
    world.update(
        ObjectKey.of(type, NAMESPACE, name),
        object -> object.with(Tree.with(object.document(), replicas, "spec", "replicas")));
  }

  public List<StoredObject> pods() {
    return world.list(ObjectTypes.POD, NAMESPACE).objects();
  }

  StoredObject pod(String name) {
    return world.get(ObjectKey.of(ObjectTypes.POD, NAMESPACE, name)).orElseThrow();
  }

  void awaitReady(int pods) {
    Waiting.until(
        pods + " ready pods and no others, have " + pods().stream().map(this::show).toList(),
        () -> pods().size() == pods && pods().stream().allMatch(PodStatus::isReady));
  }

  private String show(StoredObject pod) {
    return pod.name() + Tree.mapping(pod.document(), "status");
  }

  /// The endpoints of all slices of a Service.
  List<Value> endpoints(String service) {
    return world.list(ObjectTypes.ENDPOINT_SLICE, NAMESPACE).objects().stream()
        .filter(slice -> service.equals(slice.labels().get(ServiceEndpoints.SERVICE_NAME)))
        .flatMap(slice -> Tree.items(slice.document(), "endpoints").stream())
        .toList();
  }

  static String ip(StoredObject pod) {
    return Tree.text(pod.document(), "status", "podIP");
  }

  /// What a pod answers at one of its container's ports.
  static String get(StoredObject pod, int port, String path, String... headers) throws IOException {
    String aside = pod.annotation(ContainerPorts.ANNOTATION + port);
    String there = aside.isEmpty() ? Integer.toString(port) : aside;
    URI uri = URI.create("http://" + ip(pod) + ":" + there + path);
    HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
    connection.setReadTimeout(10_000);
    for (int i = 0; i < headers.length; i += 2) {
      connection.setRequestProperty(headers[i], headers[i + 1]);
    }
    try (BufferedReader body =
        new BufferedReader(
            new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8))) {
      return body.lines().collect(Collectors.joining("\n"));
    }
  }

  @Override
  public void close() {
    world.close();
  }
}
