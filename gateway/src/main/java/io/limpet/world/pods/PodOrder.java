package io.limpet.world.pods;

import io.limpet.model.tree.Value;
import io.limpet.model.tree.Value.Mapping;
import io.limpet.world.document.Tree;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a pod's document asks to be run.
///
/// `ports` are the containers', `grace` is `terminationGracePeriodSeconds`, and `preStop` what the
/// pod wants to wait before its program is told to end.
public record PodOrder(
    String namespace,
    String name,
    Runs runs,
    List<Integer> ports,
    Map<String, String> environment,
    Optional<Probe> readiness,
    Duration grace,
    Duration preStop) {

  public static final String COMMAND = "limpet.io/command";

  private static final long DEFAULT_GRACE_SECONDS = 30;

  public PodOrder {
    ports = List.copyOf(ports);
    environment = Map.copyOf(environment);
  }

  /// What runs in a pod.
  public sealed interface Runs {}

  /// Istio's sample helloworld, of one of its versions.
  public record Hello(String version) implements Runs {}

  public record Sticky() implements Runs {}

  /// The program of the annotation `limpet.io/command`.
  public record Command(String text) implements Runs {}

  /// An image for which there is nothing to run on this machine.
  public record UnknownImage(String image) implements Runs {}

  /// Reads a pod, or a pod template with the name that a pod of it would have.
  public static PodOrder of(Mapping pod) {
    Mapping spec = Tree.mapping(pod, "spec");
    List<Value> containers = Tree.items(spec, "containers");
    Value first = containers.isEmpty() ? Tree.EMPTY : containers.getFirst();
    Runs runs = runs(pod);
    long grace = Tree.whole(spec, DEFAULT_GRACE_SECONDS, "terminationGracePeriodSeconds");
    return new PodOrder(
        Tree.text(pod, "metadata", "namespace"),
        Tree.text(pod, "metadata", "name"),
        runs,
        ports(containers, runs),
        environment(first),
        Probe.of(first),
        Duration.ofSeconds(grace),
        preStop(first));
  }

  /// What a pod, or a pod template, would run.
  public static Runs runs(Mapping pod) {
    String command = Tree.text(pod, "metadata", "annotations", COMMAND);
    if (!command.isEmpty()) {
      return new Command(command);
    }
    String unknown = "";
    for (Value container : Tree.items(pod, "spec", "containers")) {
      String image = Tree.text(container, "image");
      Runs runs = builtIn(image);
      if (!(runs instanceof UnknownImage)) {
        return runs;
      }
      unknown = unknown.isEmpty() ? image : unknown;
    }
    return new UnknownImage(unknown);
  }

  /// By the last part of the image's name, so that any registry and tag will do.
  private static Runs builtIn(String image) {
    String name = image.substring(image.lastIndexOf('/') + 1).replaceFirst("[:@].*", "");
    return switch (name) {
      case "examples-helloworld-v1" -> new Hello("v1");
      case "examples-helloworld-v2" -> new Hello("v2");
      case "sticky-svc" -> new Sticky();
      default -> new UnknownImage(image);
    };
  }

  private static List<Integer> ports(List<Value> containers, Runs runs) {
    List<Integer> ports = new ArrayList<>();
    for (Value container : containers) {
      for (Value port : Tree.items(container, "ports")) {
        ports.add((int) Tree.whole(port, 0, "containerPort"));
      }
    }
    ports.removeIf(port -> port < 1 || port > 65_535);
    return ports.isEmpty() ? defaultPorts(runs) : ports;
  }

  /// What the images themselves listen on.
  private static List<Integer> defaultPorts(Runs runs) {
    return switch (runs) {
      case Hello _ -> List.of(5000);
      case Sticky _ -> List.of(8080);
      case Command _, UnknownImage _ -> List.of();
    };
  }

  private static Map<String, String> environment(Value container) {
    Map<String, String> environment = new HashMap<>();
    for (Value each : Tree.items(container, "env")) {
      environment.put(Tree.text(each, "name"), Tree.text(each, "value"));
    }
    return environment;
  }

  /// `lifecycle.preStop.sleep`, or the usual way to say it before Kubernetes had that: `exec` of
  /// `sleep N`, alone or in a shell.
  private static Duration preStop(Value container) {
    long seconds = Tree.whole(container, 0, "lifecycle", "preStop", "sleep", "seconds");
    List<Value> exec = Tree.items(container, "lifecycle", "preStop", "exec", "command");
    String words = String.join(" ", exec.stream().map(word -> Tree.text(word)).toList());
    var sleep = java.util.regex.Pattern.compile("(?:.*\\s|/bin/)?sleep (\\d{1,5})").matcher(words);
    return Duration.ofSeconds(sleep.matches() ? Long.parseLong(sleep.group(1)) : seconds);
  }
}
