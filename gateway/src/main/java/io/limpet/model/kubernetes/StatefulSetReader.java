package io.limpet.model.kubernetes;

import io.limpet.model.Metadata;
import io.limpet.model.Origin;
import io.limpet.model.fields.Fields;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads a StatefulSet.
public final class StatefulSetReader {
  private static final Set<String> WITHOUT_EFFECT =
      Set.of(
          "minReadySeconds",
          "ordinals",
          "persistentVolumeClaimRetentionPolicy",
          "podManagementPolicy",
          "revisionHistoryLimit",
          "updateStrategy",
          "volumeClaimTemplates");

  private StatefulSetReader() {}

  public static @Nullable StatefulSet read(Fields document, Metadata metadata, Origin origin) {
    return document.requiredPart("spec", spec -> spec(spec, metadata, origin));
  }

  private static @Nullable StatefulSet spec(Fields spec, Metadata metadata, Origin origin) {
    spec.known(WITHOUT_EFFECT);
    int replicas = spec.number("replicas", 0, Integer.MAX_VALUE, 1);
    String service = spec.text("serviceName");
    Map<String, String> selector = PodSelector.read(spec);
    PodTemplate template = PodSpecReader.template(spec);
    if (template == null) {
      return null;
    }
    PodSelector.check(spec, selector, template);
    return new StatefulSet(metadata, origin, replicas, service, selector, template);
  }
}
