package io.limpet.xds.translate;

import io.envoyproxy.envoy.config.core.v3.HeaderValue;
import io.envoyproxy.envoy.config.core.v3.HeaderValueOption;
import io.envoyproxy.envoy.config.core.v3.HeaderValueOption.HeaderAppendAction;
import io.envoyproxy.envoy.config.route.v3.Route;
import io.envoyproxy.envoy.config.route.v3.WeightedCluster.ClusterWeight;
import io.limpet.mesh.Route.HeaderEdit;
import io.limpet.mesh.Route.HeaderEdits;
import java.util.ArrayList;
import java.util.List;

/// Headers that a route or destination changes.
final class HeaderTranslator {
  private HeaderTranslator() {}

  static void apply(Route.Builder message, HeaderEdits edits) {
    message
        .addAllRequestHeadersToAdd(added(edits.request()))
        .addAllRequestHeadersToRemove(removed(edits.request()))
        .addAllResponseHeadersToAdd(added(edits.response()))
        .addAllResponseHeadersToRemove(removed(edits.response()));
  }

  static void apply(ClusterWeight.Builder message, HeaderEdits edits) {
    message
        .addAllRequestHeadersToAdd(added(edits.request()))
        .addAllRequestHeadersToRemove(removed(edits.request()))
        .addAllResponseHeadersToAdd(added(edits.response()))
        .addAllResponseHeadersToRemove(removed(edits.response()));
  }

  private static List<HeaderValueOption> added(List<HeaderEdit> edits) {
    List<HeaderValueOption> options = new ArrayList<>();
    for (HeaderEdit edit : edits) {
      switch (edit) {
        case HeaderEdit.Set(String name, String value) ->
            options.add(option(name, value, HeaderAppendAction.OVERWRITE_IF_EXISTS_OR_ADD));
        case HeaderEdit.Add(String name, String value) ->
            options.add(option(name, value, HeaderAppendAction.APPEND_IF_EXISTS_OR_ADD));
        case HeaderEdit.Remove _ -> {}
      }
    }
    return options;
  }

  private static HeaderValueOption option(String name, String value, HeaderAppendAction action) {
    return HeaderValueOption.newBuilder()
        .setHeader(HeaderValue.newBuilder().setKey(name).setValue(value))
        .setAppendAction(action)
        .build();
  }

  private static List<String> removed(List<HeaderEdit> edits) {
    List<String> names = new ArrayList<>();
    for (HeaderEdit edit : edits) {
      if (edit instanceof HeaderEdit.Remove(String name)) {
        names.add(name);
      }
    }
    return names;
  }
}
