package io.limpet.model.istio;

import io.limpet.model.fields.Fields;
import io.limpet.model.istio.HeaderOperations.Changes;

/// Reads what happens to headers.
final class HeaderOperationsReader {
  private HeaderOperationsReader() {}

  static HeaderOperations read(Fields headers) {
    Changes request = headers.block("request", HeaderOperationsReader::changes);
    Changes response = headers.block("response", HeaderOperationsReader::changes);
    return new HeaderOperations(
        request == null ? Changes.NONE : request, response == null ? Changes.NONE : response);
  }

  private static Changes changes(Fields changes) {
    return new Changes(
        changes.looseTextMap("set"), changes.looseTextMap("add"), changes.texts("remove"));
  }
}
