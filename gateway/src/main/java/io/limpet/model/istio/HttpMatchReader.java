package io.limpet.model.istio;

import io.limpet.model.fields.DomainNames;
import io.limpet.model.fields.Fields;
import io.limpet.model.fields.Labels;
import java.util.List;
import java.util.Map;

/// Reads the conditions of a route, as Istio's webhook takes them (`validateHTTPRouteMatchRequest`
/// in its `pkg/config/validation`). One that is wrong makes its whole route unsound, as the route
/// would match more requests without it.
final class HttpMatchReader {
  private static final int MOST_PORT = 65535;

  private HttpMatchReader() {}

  static HttpMatch read(Fields match) {
    match.strict();
    Map<String, StringMatch> headers = match.allEntries("headers", StringMatchReader::read);
    Map<String, StringMatch> without =
        match.allEntries("withoutHeaders", StringMatchReader::without);
    headers.keySet().forEach(name -> checkHeader(match, "headers", name));
    without.keySet().forEach(name -> checkHeader(match, "withoutHeaders", name));
    List<String> gateways = match.texts("gateways");
    GatewayNames.check(match, gateways);
    return new HttpMatch(
        match.text("name"),
        match.part("uri", StringMatchReader::uri),
        match.part("scheme", StringMatchReader::read),
        match.part("method", StringMatchReader::read),
        match.part("authority", StringMatchReader::read),
        headers,
        without,
        match.allEntries("queryParams", StringMatchReader::read),
        match.truth("ignoreUriCase"),
        (int) LooseNumbers.read(match, "port", 1, MOST_PORT),
        gateways,
        Labels.selector(match, "sourceLabels"),
        namespace(match),
        match.text("statPrefix"));
  }

  private static void checkHeader(Fields match, String key, String name) {
    if (HeaderWords.isMatchable(name)) {
      return;
    }
    String message =
        name.startsWith(":") && HeaderWords.isName(name.substring(1))
            ? "\"" + name + "\" is no pseudo header; correct it"
            : "\""
                + name
                + "\" is no name of a header; correct it (or write @request.auth.claims…)";
    if (HeaderWords.isTaken(name)) {
      Webhook.refuses(match, key, message);
    } else {
      match.refuse(key, Webhook.CODE, message);
    }
  }

  private static String namespace(Fields match) {
    String namespace = match.text("sourceNamespace");
    if (!namespace.isEmpty() && !DomainNames.isLabel(namespace)) {
      Webhook.refuses(
          match, "sourceNamespace", "\"" + namespace + "\" is no namespace; correct it");
    }
    return namespace;
  }
}
