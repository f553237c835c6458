package io.limpet.xds.translate;

import io.limpet.mesh.GatewayProxy;
import io.limpet.mesh.MeshOptions;
import io.limpet.mesh.Snapshot;
import io.limpet.mesh.building.MeshBuilder;
import io.limpet.model.Change;
import io.limpet.model.Problem;
import io.limpet.model.reading.Manifest;
import io.limpet.model.reading.Reading;
import io.limpet.xds.resources.Resources;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Texts on their way to Envoy's messages, for tests.
final class Translation {
  private final MeshBuilder mesh;
  private final Translator translator;

  Translation(MeshOptions options) {
    this(GatewayProxy.DEFAULT, options);
  }

  Translation(GatewayProxy proxy, MeshOptions options) {
    mesh = new MeshBuilder(proxy, options);
    translator = new Translator();
  }

  static Resources of(MeshOptions options, String... texts) {
    return new Translation(options).put(texts).resources();
  }

  Translation put(String... texts) {
    for (String text : texts) {
      puts(text).forEach(mesh::apply);
    }
    return this;
  }

  static List<Change> puts(String text) {
    List<Change> changes = new ArrayList<>();
    Manifest manifest = Manifest.read(text, "input.yaml", "default");
    for (Reading reading : manifest.readings()) {
      switch (reading) {
        case Reading.Read read -> changes.add(put(read));
        case Reading.Broken broken when broken.instead() != null ->
            changes.add(put(broken.instead()));
        case Reading.Broken _, Reading.Unknown _ -> {}
      }
    }
    changes.add(new Change.Problems("input.yaml", manifest.problems()));
    return changes;
  }

  private static Change put(Reading.Read read) {
    return new Change.Put(read.resource(), read.document());
  }

  MeshBuilder mesh() {
    return mesh;
  }

  /// What is wrong with patches.
  List<Problem> problems() {
    return translator.problems();
  }

  Snapshot snapshot() {
    return mesh.build();
  }

  Resources resources() {
    return translator.translate(mesh.build());
  }

  static String file(String path) {
    return resource("/cases/" + path);
  }

  static String resource(String path) {
    try (InputStream in = Translation.class.getResourceAsStream(path)) {
      if (in == null) {
        throw new IllegalArgumentException("no file " + path);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException failure) {
      throw new java.io.UncheckedIOException("reading " + path, failure);
    }
  }
}
