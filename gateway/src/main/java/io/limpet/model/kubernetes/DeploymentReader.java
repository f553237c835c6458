package io.limpet.model.kubernetes;

import io.limpet.model.Metadata;
import io.limpet.model.Origin;
import io.limpet.model.fields.Fields;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads a Deployment.
public final class DeploymentReader {
  private static final Set<String> WITHOUT_EFFECT =
      Set.of(
          "minReadySeconds",
          "paused",
          "progressDeadlineSeconds",
          "revisionHistoryLimit",
          "strategy");

  private DeploymentReader() {}

  public static @Nullable Deployment read(Fields document, Metadata metadata, Origin origin) {
    return document.requiredPart("spec", spec -> spec(spec, metadata, origin));
  }

  private static @Nullable Deployment spec(Fields spec, Metadata metadata, Origin origin) {
    spec.known(WITHOUT_EFFECT);
    int replicas = spec.number("replicas", 0, Integer.MAX_VALUE, 1);
    Map<String, String> selector = PodSelector.read(spec);
    PodTemplate template = PodSpecReader.template(spec);
    if (template == null) {
      return null;
    }
    PodSelector.check(spec, selector, template);
    return new Deployment(metadata, origin, replicas, selector, template);
  }
}
