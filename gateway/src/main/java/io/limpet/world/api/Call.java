package io.limpet.world.api;

import io.limpet.model.tree.JsonReader;
import io.limpet.model.tree.Mistake;
import io.limpet.model.tree.Value;
import io.limpet.model.tree.Value.Mapping;
import io.limpet.model.tree.YamlReader;
import io.limpet.world.document.Tree;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A request, as far as the API looks at it.
record Call(
    String method,
    String path,
    Map<String, String> query,
    String accept,
    String contentType,
    String body) {

  static Map<String, String> query(@Nullable String text) {
    Map<String, String> query = new HashMap<>();
    for (String part : text == null ? new String[0] : text.split("&")) {
      int equals = part.indexOf('=');
      String name = equals < 0 ? part : part.substring(0, equals);
      String value = equals < 0 ? "" : part.substring(equals + 1);
      query.put(decoded(name), decoded(value));
    }
    return query;
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  String parameter(String name) {
    return query.getOrDefault(name, "");
  }

  boolean asks(String parameter) {
    return parameter(parameter).equals("true") || parameter(parameter).equals("1");
  }

  boolean dryRun() {
    return parameter("dryRun").equals("All");
  }

  /// kubectl asks for tables, and takes plain objects where there are none.
  boolean wantsTable() {
    return accept.contains("as=Table");
  }

  /// The body, whose lines mean nothing to whoever sent it.
  Value tree() {
    var documents =
        contentType.contains("yaml") ? YamlReader.readAll(body) : JsonReader.readAll(body);
    if (documents.isEmpty()) {
      return Tree.EMPTY;
    }
    List<Mistake> mistakes = documents.getFirst().mistakes();
    if (!mistakes.isEmpty()) {
      throw StatusException.badRequest("the body " + mistakes.getFirst().message());
    }
    return Tree.withoutLines(documents.getFirst().root());
  }

  Mapping document() {
    if (tree() instanceof Mapping mapping) {
      return mapping;
    }
    throw StatusException.badRequest("the body is no object");
  }
}
