package io.limpet.model.istio;

import io.limpet.model.Metadata;
import io.limpet.model.Origin;
import io.limpet.model.fields.Fields;
import io.limpet.model.fields.Labels;
import io.limpet.model.istio.ServiceEntry.Location;
import io.limpet.model.istio.ServiceEntry.Port;
import io.limpet.model.istio.ServiceEntry.Resolution;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads a ServiceEntry.
public final class ServiceEntryReader {
  private static final Map<String, Location> LOCATIONS =
      Fields.words(Location.values(), Location::name);
  private static final Map<String, Resolution> RESOLUTIONS =
      Fields.words(Resolution.values(), Resolution::name);

  private ServiceEntryReader() {}

  public static @Nullable ServiceEntry read(Fields document, Metadata metadata, Origin origin) {
    return document.requiredPart("spec", spec -> spec(spec, metadata, origin));
  }

  private static ServiceEntry spec(Fields spec, Metadata metadata, Origin origin) {
    List<String> hosts = spec.texts("hosts");
    if (hosts.isEmpty() && spec.sound()) {
      spec.refuse("hosts", "missing-field", "is missing; write at least one host");
    }
    ServiceEntry entry =
        new ServiceEntry(
            metadata,
            origin,
            hosts,
            spec.texts("addresses"),
            spec.items("ports", ServiceEntryReader::port),
            spec.word("location", LOCATIONS, Location.MESH_EXTERNAL),
            spec.word("resolution", RESOLUTIONS, Resolution.NONE),
            spec.items("endpoints", WorkloadEntryReader::endpoint),
            selector(spec),
            spec.texts("exportTo"),
            spec.texts("subjectAltNames"));
    if (entry.resolution() == Resolution.DYNAMIC_DNS) {
      spec.warn(
          "resolution",
          "not-carried-out",
          "DYNAMIC_DNS is not carried out by Limpet's own proxy yet, which answers 503 where it is"
              + " asked for; use Envoys, or list the hosts with resolution: DNS");
    }
    ServiceEntryRules.check(entry, spec);
    ExportToRules.check(spec, entry.exportTo());
    return entry;
  }

  private static Map<String, String> selector(Fields spec) {
    Map<String, String> selector =
        spec.part("workloadSelector", each -> Labels.selector(each, "labels"));
    return selector == null ? Map.of() : selector;
  }

  private static Port port(Fields port) {
    return new Port(
        port.requiredPort("number"),
        port.requiredText("name"),
        port.text("protocol"),
        port.port("targetPort"));
  }
}
