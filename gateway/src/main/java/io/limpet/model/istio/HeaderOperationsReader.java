package io.limpet.model.istio;

import io.limpet.model.fields.Fields;
import io.limpet.model.istio.HeaderOperations.Changes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads what happens to headers, as Istio's webhook takes it (`validateHTTPRoute` in its
/// `pkg/config/validation`). What Envoy would refuse is left out alone.
final class HeaderOperationsReader {
  private HeaderOperationsReader() {}

  static HeaderOperations read(Fields headers) {
    Changes request = headers.block("request", each -> changes(each, true));
    Changes response = headers.block("response", each -> changes(each, false));
    return new HeaderOperations(
        request == null ? Changes.NONE : request, response == null ? Changes.NONE : response);
  }

  private static Changes changes(Fields changes, boolean authority) {
    return new Changes(
        values(changes, "set", authority), values(changes, "add", authority), removed(changes));
  }

  /// `authority`: setting it is a rewrite, and allowed.
  private static Map<String, String> values(Fields changes, String key, boolean authority) {
    Map<String, String> kept = new LinkedHashMap<>();
    changes
        .looseTextMap(key)
        .forEach(
            (name, value) -> {
              checkName(changes, key, name, authority && HeaderWords.isAuthority(name));
              if (!HeaderWords.isValue(value)) {
                Webhook.refuses(
                    changes,
                    key,
                    "has the value \""
                        + value
                        + "\" for "
                        + name
                        + ", which Envoy refuses; write %% for a percent sign, and no control"
                        + " characters; it is left out");
              } else if (!name.isEmpty()) {
                kept.put(name, value);
              }
            });
    return kept;
  }

  private static List<String> removed(Fields changes) {
    List<String> names = changes.texts("remove");
    names.forEach(name -> checkName(changes, "remove", name, false));
    return names.stream().filter(name -> !name.isEmpty()).toList();
  }

  private static void checkName(Fields changes, String key, String name, boolean allowed) {
    if (name.isEmpty()) {
      Webhook.refuses(changes, key, "names an empty header; it is left out");
    } else if (HeaderWords.isInternal(name) && !allowed) {
      Webhook.refuses(
          changes,
          key,
          name + " cannot be changed here, and is left out; Istio refuses Host and names with ':'");
    }
  }
}
