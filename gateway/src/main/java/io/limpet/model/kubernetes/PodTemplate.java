package io.limpet.model.kubernetes;

import io.limpet.model.OrderedMap;
import java.util.Map;

/// What the pods of a Deployment or StatefulSet are made from.
public record PodTemplate(
    Map<String, String> labels, Map<String, String> annotations, PodSpec spec) {
  public PodTemplate {
    labels = OrderedMap.copyOf(labels);
    annotations = OrderedMap.copyOf(annotations);
  }
}
