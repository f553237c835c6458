package io.limpet.model.istio;

import io.limpet.model.fields.DomainNames;
import io.limpet.model.fields.Fields;
import java.util.List;

/// What Istio's webhook refuses of names of Gateways, and what it warns of (`validateGatewayNames`
/// in its `pkg/config/validation`). Like it, nothing behind a name without slash is looked at.
final class GatewayNames {
  private static final String KEY = "gateways";

  private GatewayNames() {}

  static void check(Fields fields, List<String> names) {
    for (String name : names) {
      int slash = name.indexOf('/');
      if (slash < 0) {
        checkShort(fields, name);
        return;
      }
      String namespace = name.substring(0, slash);
      String gateway = name.substring(slash + 1);
      if (!DomainNames.isLabel(namespace) || !DomainNames.isLabel(gateway)) {
        Webhook.refuses(
            fields,
            KEY,
            "\"" + name + "\" is refused by Istio; write NAMESPACE/NAME, or NAME for the own one");
      }
    }
  }

  private static void checkShort(Fields fields, String name) {
    if (!DomainNames.isFull(name)) {
      Webhook.refuses(fields, KEY, "\"" + name + "\" is no name of a Gateway; correct it");
    } else if (name.indexOf('.') >= 0) {
      String[] parts = name.split("\\.", -1);
      fields.warn(
          KEY,
          "deprecated",
          "\"" + name + "\" is the old way to write it; write " + parts[1] + "/" + parts[0]);
    }
  }
}
