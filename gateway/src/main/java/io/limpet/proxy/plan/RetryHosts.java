package io.limpet.proxy.plan;

import io.limpet.jwt.Json;
import io.limpet.proxy.plan.pools.Endpoint;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which endpoints a retry had rather not go to (Envoy: `retry_host_predicate`).
///
/// `attempts` bounds how often one of those is put back for another
/// (`host_selection_retry_max_attempts`). An endpoint is left out if it has all labels of one of
/// `labels` in its metadata of `envoy.lb`.
public record RetryHosts(
    boolean notPrevious, boolean notCanary, List<Json.Fields> labels, int attempts) {
  public static final RetryHosts ANY = new RetryHosts(false, false, List.of(), 1);

  public RetryHosts {
    labels = List.copyOf(labels);
  }

  public static RetryHosts notPrevious(int attempts) {
    return new RetryHosts(true, false, List.of(), attempts);
  }

  /// Whether any endpoint will do.
  public boolean any() {
    return !notPrevious && !notCanary && labels.isEmpty();
  }

  /// Whether the endpoint is left out, wherever the request has been before.
  public boolean omits(Endpoint endpoint) {
    if (notCanary && isCanary(endpoint.metadata())) {
      return true;
    }
    for (int i = 0; i < labels.size(); i++) {
      if (has(endpoint.metadata(), labels.get(i))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isCanary(Json.Fields metadata) {
    return metadata.get("canary") instanceof Json.Truth(boolean is) && is;
  }

  /// A list in the metadata has each of its values (Envoy: metadata.cc, metadataLabelMatch).
  private static boolean has(Json.Fields metadata, Json.Fields labels) {
    for (Map.Entry<String, Json> label : labels.fields().entrySet()) {
      @Nullable Json value = metadata.get(label.getKey());
      boolean found =
          value instanceof Json.Items(List<Json> items)
              ? items.contains(label.getValue())
              : label.getValue().equals(value);
      if (!found) {
        return false;
      }
    }
    return true;
  }
}
