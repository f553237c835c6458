package io.limpet.model.kubernetes;

import io.limpet.model.fields.Fields;
import io.limpet.model.fields.Quantities;
import io.limpet.model.kubernetes.Probe.HttpGet;
import io.limpet.model.kubernetes.Probe.TcpSocket;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads a container of a pod.
final class ContainerReader {
  private static final Set<String> WITHOUT_EFFECT =
      Set.of(
          "args",
          "command",
          "envFrom",
          "imagePullPolicy",
          "lifecycle",
          "livenessProbe",
          "resizePolicy",
          "restartPolicy",
          "restartPolicyRules",
          "securityContext",
          "startupProbe",
          "stdin",
          "stdinOnce",
          "terminationMessagePath",
          "terminationMessagePolicy",
          "tty",
          "volumeDevices",
          "volumeMounts",
          "workingDir");

  private ContainerReader() {}

  static Container read(Fields container) {
    container.known(WITHOUT_EFFECT);
    Boolean _ = container.block("resources", ContainerReader::resources);
    return new Container(
        container.requiredText("name"),
        container.text("image"),
        container.items("ports", ContainerReader::port),
        environment(container),
        container.block("readinessProbe", ContainerReader::probe));
  }

  /// An init container that is restarted whenever it ends; null for one that is to end.
  static @Nullable Container sidecar(Fields container) {
    Container read = read(container);
    return container.text("restartPolicy").equals("Always") ? read : null;
  }

  /// Nothing is made of resources, but a cluster would refuse what is no quantity.
  private static boolean resources(Fields resources) {
    resources.known(Set.of("claims"));
    Quantities.check(resources, "limits");
    Quantities.check(resources, "requests");
    return true;
  }

  private static Container.Port port(Fields port) {
    port.known(Set.of("hostIP", "hostPort"));
    return new Container.Port(
        port.text("name"), port.requiredPort("containerPort"), Ports.protocol(port));
  }

  private static Map<String, String> environment(Fields container) {
    Map<String, String> variables = new LinkedHashMap<>();
    List<Boolean> _ =
        container.items(
            "env",
            variable -> {
              String name = variable.requiredText("name");
              String value = variable.text("value");
              variable.notCarriedOut("valueFrom");
              if (variable.sound() && !variable.has("valueFrom")) {
                variables.put(name, value);
              }
              return true;
            });
    return variables;
  }

  private static @Nullable Probe probe(Fields probe) {
    probe.known(Set.of("terminationGracePeriodSeconds"));
    probe.oneOf("tcpSocket", "httpGet", "exec", "grpc");
    probe.notCarriedOut("exec", "grpc");
    Probe.Check tcp = probe.part("tcpSocket", ContainerReader::tcpSocket);
    Probe.Check check = tcp != null ? tcp : probe.part("httpGet", ContainerReader::httpGet);
    int delay = seconds(probe, "initialDelaySeconds", 0, 0);
    int period = seconds(probe, "periodSeconds", 1, 10);
    int timeout = seconds(probe, "timeoutSeconds", 1, 1);
    int success = seconds(probe, "successThreshold", 1, 1);
    int failure = seconds(probe, "failureThreshold", 1, 3);
    return check == null ? null : new Probe(check, delay, period, timeout, success, failure);
  }

  private static int seconds(Fields probe, String key, int least, int otherwise) {
    return probe.number(key, least, Integer.MAX_VALUE, otherwise);
  }

  private static @Nullable TcpSocket tcpSocket(Fields check) {
    PortReference port = port(check, "port");
    String host = check.text("host");
    return port == null ? null : new TcpSocket(host, port);
  }

  private static @Nullable HttpGet httpGet(Fields check) {
    check.notCarriedOut("httpHeaders");
    PortReference port = port(check, "port");
    String scheme = check.word("scheme", Map.of("HTTP", "HTTP", "HTTPS", "HTTPS"), "HTTP");
    String path = check.text("path");
    String host = check.text("host");
    return port == null ? null : new HttpGet(scheme, host, port, path.isEmpty() ? "/" : path);
  }

  private static @Nullable PortReference port(Fields check, String key) {
    if (!check.has(key)) {
      check.refuse(key, "missing-field", "is missing; write a port's number or name");
    }
    return Ports.reference(check, key);
  }
}
