package io.limpet.model.kubernetes;

import io.limpet.model.Metadata;
import io.limpet.model.Origin;
import io.limpet.model.fields.Fields;
import io.limpet.model.kubernetes.Pod.Phase;
import io.limpet.model.kubernetes.Pod.Status;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads a Pod.
public final class PodReader {
  private static final Map<String, Phase> PHASES = Fields.words(Phase.values(), Phase::text);
  private static final Status NO_STATUS = new Status(Phase.PENDING, List.of(), false);

  private PodReader() {}

  public static @Nullable Pod read(Fields document, Metadata metadata, Origin origin) {
    PodSpec spec = document.requiredPart("spec", PodSpecReader::read);
    Status status = document.block("status", PodReader::status);
    return spec == null
        ? null
        : new Pod(metadata, origin, spec, status == null ? NO_STATUS : status);
  }

  private static Status status(Fields status) {
    status.open();
    Set<String> addresses = new LinkedHashSet<>();
    addresses.add(status.text("podIP"));
    addresses.addAll(
        status.items(
            "podIPs",
            each -> {
              each.open();
              return each.text("ip");
            }));
    addresses.remove("");
    boolean ready = status.items("conditions", PodReader::readyCondition).contains(true);
    return new Status(status.word("phase", PHASES, Phase.PENDING), List.copyOf(addresses), ready);
  }

  private static boolean readyCondition(Fields condition) {
    condition.open();
    return condition.text("type").equals("Ready") && condition.text("status").equals("True");
  }
}
