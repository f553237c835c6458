package io.limpet.admin;

import java.util.List;

/// One path and what is answered there. `changes`: it must be asked for by POST, as Envoy's that
/// change something; the others take any method. `help` and `parameters` are what `/help` says.
record Page(String path, boolean changes, String help, List<String> parameters, Handler handler) {
  Page {
    parameters = List.copyOf(parameters);
  }

  static Page reading(String path, String help, Handler handler) {
    return new Page(path, false, help, List.of(), handler);
  }

  Page with(String... parameters) {
    return new Page(path, changes, help, List.of(parameters), handler);
  }

  /// Answers, or throws [BadQuery].
  interface Handler {
    Answer answer(Query query) throws BadQuery;
  }
}
