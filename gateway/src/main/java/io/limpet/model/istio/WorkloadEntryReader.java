package io.limpet.model.istio;

import io.limpet.model.Metadata;
import io.limpet.model.Origin;
import io.limpet.model.fields.Addresses;
import io.limpet.model.fields.Fields;
import io.limpet.model.fields.Labels;
import io.limpet.model.istio.ServiceEntry.Endpoint;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads a WorkloadEntry, and the endpoints of a ServiceEntry, which have the same fields
/// (`ValidateWorkloadEntry` in Istio's `pkg/config/validation`).
public final class WorkloadEntryReader {
  /// An agent on the machine writes it, and the condition `Healthy` with it.
  private static final String HEALTH_CHECKS = "proxy.istio.io/health-checks-enabled";

  private static final String UNIX = "unix://";

  private WorkloadEntryReader() {}

  public static @Nullable WorkloadEntry read(Fields document, Metadata metadata, Origin origin) {
    Endpoint written = document.requiredPart("spec", WorkloadEntryReader::endpoint);
    if (written == null) {
      return null;
    }
    boolean checked =
        metadata.annotations().getOrDefault(HEALTH_CHECKS, "").equalsIgnoreCase("true");
    Map<String, String> labels = new LinkedHashMap<>(written.labels());
    labels.putAll(metadata.labels());
    return new WorkloadEntry(
        metadata, origin, written.withLabels(labels), !checked || saidHealthy(document));
  }

  private static boolean saidHealthy(Fields document) {
    Boolean healthy =
        document.block(
            "status",
            status -> {
              status.open();
              return status.items("conditions", WorkloadEntryReader::healthy).contains(true);
            });
    return Boolean.TRUE.equals(healthy);
  }

  private static boolean healthy(Fields condition) {
    condition.open();
    return condition.text("type").equals("Healthy") && condition.text("status").equals("True");
  }

  static Endpoint endpoint(Fields endpoint) {
    String address = endpoint.text("address");
    Map<String, Integer> ports = endpoint.part("ports", WorkloadEntryReader::portNumbers);
    Endpoint read =
        new Endpoint(
            address,
            ports == null ? Map.of() : ports,
            Labels.of(endpoint, "labels"),
            endpoint.text("network"),
            endpoint.text("locality"),
            endpoint.number("weight", 0, Integer.MAX_VALUE, 0),
            endpoint.text("serviceAccount"));
    check(endpoint, read);
    return read;
  }

  private static void check(Fields endpoint, Endpoint read) {
    String address = read.address();
    if (address.isEmpty() && read.network().isEmpty() && endpoint.sound()) {
      endpoint.refuse(
          "address", "missing-field", "is missing; write an IP address or the name of a host");
    } else if (address.startsWith(UNIX) && !read.ports().isEmpty()) {
      endpoint.refuse(
          "ports",
          "no-port",
          "has no meaning for a Unix socket; remove it, or write an IP address");
    } else if (address.startsWith(UNIX) && !address.startsWith(UNIX + "/")) {
      endpoint.refuse(
          "address",
          "bad-address",
          "\"" + address + "\" names no file; write unix:// and an absolute path");
    }
  }

  /// Whether it is the address of a host's interface, or of a file.
  static boolean isAddress(String text) {
    return text.startsWith(UNIX) || Addresses.valid(text);
  }

  private static Map<String, Integer> portNumbers(Fields ports) {
    Map<String, Integer> numbers = new LinkedHashMap<>();
    ports.keys().forEach(name -> numbers.put(name, ports.port(name)));
    return numbers;
  }
}
