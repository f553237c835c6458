package io.limpet.model.istio;

import io.limpet.model.fields.Fields;
import io.limpet.model.fields.Labels;

/// Reads the conditions of a route. One that is wrong makes its whole route unsound, as the route
/// would match more requests without it.
final class HttpMatchReader {
  private HttpMatchReader() {}

  static HttpMatch read(Fields match) {
    match.strict();
    return new HttpMatch(
        match.text("name"),
        match.part("uri", StringMatchReader::uri),
        match.part("scheme", StringMatchReader::read),
        match.part("method", StringMatchReader::read),
        match.part("authority", StringMatchReader::read),
        match.allEntries("headers", StringMatchReader::read),
        match.allEntries("withoutHeaders", StringMatchReader::read),
        match.allEntries("queryParams", StringMatchReader::read),
        match.truth("ignoreUriCase"),
        match.port("port"),
        match.texts("gateways"),
        Labels.selector(match, "sourceLabels"),
        match.text("sourceNamespace"),
        match.text("statPrefix"));
  }
}
