package io.limpet.mesh.building.routes;

import io.limpet.mesh.Route.HeaderEdit;
import io.limpet.mesh.Route.HeaderEdits;
import io.limpet.model.istio.HeaderOperations;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What a VirtualService says of headers (`translateHeadersOperations` in Istio's
/// `core/route/route.go`): those to set, then those to add, each by name. The authority is not a
/// header here: setting it is a rewrite.
final class HeaderRules {
  private HeaderRules() {}

  static HeaderEdits edits(List<HeaderOperations> operations) {
    List<HeaderEdit> request = new ArrayList<>();
    List<HeaderEdit> response = new ArrayList<>();
    for (HeaderOperations each : operations) {
      request.addAll(edits(each.request()));
      response.addAll(edits(each.response()));
    }
    return new HeaderEdits(request, response);
  }

  private static List<HeaderEdit> edits(HeaderOperations.Changes changes) {
    List<HeaderEdit> edits = new ArrayList<>();
    new TreeMap<>(changes.set())
        .forEach(
            (name, value) -> {
              if (isHeader(name)) {
                edits.add(new HeaderEdit.Set(name, value));
              }
            });
    new TreeMap<>(changes.add())
        .forEach(
            (name, value) -> {
              if (isHeader(name)) {
                edits.add(new HeaderEdit.Add(name, value));
              }
            });
    changes.remove().stream()
        .filter(HeaderRules::isHeader)
        .forEach(name -> edits.add(new HeaderEdit.Remove(name)));
    return edits;
  }

  private static boolean isHeader(String name) {
    return !name.startsWith(":") && !name.equalsIgnoreCase("host");
  }

  /// The authority that the changes set, empty if they do not.
  static String authority(HeaderOperations operations) {
    String set = authority(operations.request().set());
    return set.isEmpty() ? authority(operations.request().add()) : set;
  }

  private static String authority(Map<String, String> headers) {
    for (Map.Entry<String, String> each : headers.entrySet()) {
      if (each.getKey().equalsIgnoreCase(":authority") || each.getKey().equalsIgnoreCase("host")) {
        return each.getValue();
      }
    }
    return "";
  }
}
