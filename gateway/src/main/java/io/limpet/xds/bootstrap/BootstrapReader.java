package io.limpet.xds.bootstrap;

import com.google.protobuf.InvalidProtocolBufferException;
import io.envoyproxy.envoy.config.bootstrap.v3.Bootstrap;
import io.limpet.model.tree.Document;
import io.limpet.model.tree.JsonWriter;
import io.limpet.model.tree.Mistake;
import io.limpet.xds.resources.MessageJson;
import java.util.List;

/// Reads what `envoy -c` reads (bootstrap.proto).
public final class BootstrapReader {
  private BootstrapReader() {}

  /// The bootstrap in a text; `name` is the file's, which tells JSON from YAML. Throws where the
  /// text is not one whole bootstrap.
  public static Bootstrap read(String text, String name) throws BootstrapException {
    List<Document> documents = Document.readAll(text, name);
    if (documents.size() != 1) {
      throw new BootstrapException(name + ": must be one document, not " + documents.size());
    }
    for (Mistake mistake : documents.getFirst().mistakes()) {
      throw new BootstrapException(name + ":" + mistake.line() + ": " + mistake.message());
    }
    Bootstrap.Builder bootstrap = Bootstrap.newBuilder();
    try {
      MessageJson.readWhole(JsonWriter.compact(documents.getFirst().root()), bootstrap);
    } catch (InvalidProtocolBufferException wrong) {
      throw new BootstrapException(name + ": " + wrong.getMessage());
    }
    return bootstrap.build();
  }
}
