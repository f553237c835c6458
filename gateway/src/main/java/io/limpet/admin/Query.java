package io.limpet.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.net.URLDecoder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// The parameters behind a path's question mark, in order.
record Query(Map<String, String> parameters) {
  static Query of(URI address) {
    Map<String, String> parameters = new LinkedHashMap<>();
    String raw = address.getRawQuery();
    if (raw == null) {
      return new Query(parameters);
    }
    for (String part : raw.split("&", -1)) {
      int equals = part.indexOf('=');
      String name = equals < 0 ? part : part.substring(0, equals);
      String value = equals < 0 ? "" : part.substring(equals + 1);
      if (!name.isEmpty()) {
        parameters.put(URLDecoder.decode(name, UTF_8), URLDecoder.decode(value, UTF_8));
      }
    }
    return new Query(parameters);
  }

  /// The parameter, unless it is absent or empty.
  Optional<String> value(String name) {
    return Optional.ofNullable(parameters.get(name)).filter(value -> !value.isEmpty());
  }

  /// Whether the parameter is there, with or without a value.
  boolean has(String name) {
    return parameters.containsKey(name);
  }
}
