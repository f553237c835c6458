package io.limpet.cli;

import io.limpet.model.reading.Manifest;
import io.limpet.model.tree.Document;
import io.limpet.model.tree.Value;
import io.limpet.model.tree.Value.Mapping;
import io.limpet.world.document.Tree;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// The documents of the files that `-f` names: a file, a folder, or `-` for standard input.
final class Manifests {
  private static final String STANDARD_INPUT = "-";

  private Manifests() {}

  /// All documents, in order. What is wrong with them is told on `err` with its line, and does not
  /// keep the others from being read.
  static List<Mapping> read(List<String> names, PrintWriter err) throws ServerFailure {
    List<Mapping> documents = new ArrayList<>();
    for (String name : names) {
      for (String file : files(name)) {
        String text = text(file);
        Manifest.read(text, file, "").problems().forEach(err::println);
        for (Document document : Document.readAll(text, file)) {
          unpack(document.root(), documents);
        }
      }
    }
    if (documents.isEmpty()) {
      throw ServerFailure.wrongUse(
          "no resources in " + String.join(", ", names) + "; a document begins with apiVersion");
    }
    return documents;
  }

  private static void unpack(Value root, List<Mapping> documents) {
    if (root instanceof Mapping document) {
      if (Tree.text(document, "kind").equals("List")) {
        Tree.items(document, "items").forEach(item -> unpack(item, documents));
      } else {
        documents.add(document);
      }
    }
  }

  private static List<String> files(String name) throws ServerFailure {
    Path path = Path.of(name);
    if (name.equals(STANDARD_INPUT) || !Files.isDirectory(path)) {
      return List.of(name);
    }
    try (Stream<Path> all = Files.list(path)) {
      return all.map(Path::toString)
          .filter(each -> each.matches(".*\\.(yaml|yml|json)"))
          .sorted()
          .toList();
    } catch (IOException failure) {
      throw unreadable(name, failure);
    }
  }

  private static String text(String name) throws ServerFailure {
    try {
      return name.equals(STANDARD_INPUT)
          ? new String(System.in.readAllBytes(), StandardCharsets.UTF_8)
          : Files.readString(Path.of(name));
    } catch (IOException failure) {
      throw unreadable(name, failure);
    }
  }

  private static ServerFailure unreadable(String name, IOException failure) {
    return ServerFailure.wrongUse(
        failure instanceof NoSuchFileException
            ? "the path \"" + name + "\" does not exist"
            : "cannot read " + name + " (" + failure + "); check its permissions");
  }
}
