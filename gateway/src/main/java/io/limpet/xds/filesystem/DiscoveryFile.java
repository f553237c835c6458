package io.limpet.xds.filesystem;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.TextFormat;
import com.google.protobuf.TypeRegistry;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.Resource;
import io.limpet.model.Problem;
import io.limpet.model.Problem.Severity;
import io.limpet.model.tree.Document;
import io.limpet.model.tree.Mistake;
import io.limpet.xds.reading.Findings;
import io.limpet.xds.reading.MessageReader;
import io.limpet.xds.reading.MessageReader.Manner;
import io.limpet.xds.resources.Constraints;
import io.limpet.xds.resources.Constraints.Violation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A file with a DiscoveryResponse that has one secret. Its ending tells the form, and without one
/// that is known it is JSON (`MessageUtil::loadFromFile` in source/common/protobuf/utility.cc).
final class DiscoveryFile {
  private static final String RESOURCE = "resources[0]";

  private final Path file;
  private final Findings findings;

  private DiscoveryFile(Path file) {
    this.file = file;
    this.findings = new Findings(file.toString());
  }

  /// The secret, unless an error is among the problems.
  record Reading(Optional<Secret> secret, List<Problem> problems) {}

  /// Reads the secret of that name.
  static Reading read(Path file, String name) {
    DiscoveryFile reader = new DiscoveryFile(file);
    @Nullable Secret secret = reader.secret(name);
    List<Problem> problems = reader.findings.problems().stream().map(DiscoveryFile::told).toList();
    boolean good = problems.stream().noneMatch(each -> each.severity() == Severity.ERROR);
    return new Reading(good ? Optional.ofNullable(secret) : Optional.empty(), problems);
  }

  /// A field that nobody knows is passed over in what changes while Envoy runs.
  private static Problem told(Problem problem) {
    return problem.code().equals("unknown-field")
        ? new Problem(
            Severity.WARNING,
            problem.origin(),
            problem.resource(),
            problem.field(),
            problem.code(),
            problem.message())
        : problem;
  }

  private @Nullable Secret secret(String name) {
    try {
      return named(name, response());
    } catch (NoSuchFileException gone) {
      error("", "missing-file", "there is no such file; put it back, or correct the path");
    } catch (TextFormat.ParseException | InvalidProtocolBufferException malformed) {
      error("", "syntax", "is no DiscoveryResponse: " + malformed.getMessage());
    } catch (IOException unreadable) {
      error("", "unreadable-file", "cannot be read: " + unreadable.getMessage());
    }
    return null;
  }

  private void error(String field, String code, String text) {
    findings.error(findings.line(field), field, code, text);
  }

  private DiscoveryResponse response() throws IOException {
    String name = file.toString().toLowerCase(Locale.ROOT);
    if (name.endsWith(".pb")) {
      return DiscoveryResponse.parseFrom(Files.readAllBytes(file));
    }
    String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    DiscoveryResponse.Builder response = DiscoveryResponse.newBuilder();
    if (name.endsWith(".pb_text")) {
      TypeRegistry types =
          TypeRegistry.newBuilder()
              .add(List.of(Secret.getDescriptor(), Resource.getDescriptor()))
              .build();
      TextFormat.Parser.newBuilder().setTypeRegistry(types).build().merge(text, response);
    } else {
      boolean yaml = name.endsWith(".yaml") || name.endsWith(".yml");
      tree(Document.readAll(text, yaml ? ".yaml" : ".json"), response);
    }
    return response.build();
  }

  /// Of several documents the first one counts.
  private void tree(List<Document> documents, DiscoveryResponse.Builder response) {
    if (documents.isEmpty()) {
      error("", "documents", "is empty; give it resources, with one secret");
      return;
    }
    Document document = documents.getFirst();
    for (Mistake mistake : document.mistakes()) {
      findings.error(mistake.line(), mistake.path(), mistake.code(), mistake.message());
    }
    new MessageReader(findings, Manner.PATCH).read(document.root(), response, "");
  }

  private @Nullable Secret named(String name, DiscoveryResponse response)
      throws InvalidProtocolBufferException {
    if (!findings.problems().stream().allMatch(each -> told(each).severity() == Severity.WARNING)) {
      return null;
    }
    if (response.getResourcesCount() != 1) {
      error(
          "resources",
          "count",
          "must be the secret %s alone, not %d resources; give each secret a file of its own"
              .formatted(name, response.getResourcesCount()));
      return null;
    }
    Any resource = response.getResources(0);
    if (resource.is(Resource.class)) {
      resource = resource.unpack(Resource.class).getResource();
    }
    if (!resource.is(Secret.class)) {
      error(RESOURCE, "wrong-type", "is no Secret, but " + resource.getTypeUrl());
      return null;
    }
    return checked(name, resource.unpack(Secret.class));
  }

  private Secret checked(String name, Secret secret) {
    if (!secret.getName().equals(name)) {
      error(
          RESOURCE + ".name",
          "name",
          "is \"%s\", and \"%s\" is asked for; correct one of the two"
              .formatted(secret.getName(), name));
    }
    for (Violation each : new Constraints().of(Secret.getDescriptor(), secret.toByteString())) {
      error(RESOURCE + "." + each.path(), "constraint", each.text());
    }
    return secret;
  }
}
