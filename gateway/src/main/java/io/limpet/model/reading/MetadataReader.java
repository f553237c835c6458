package io.limpet.model.reading;

import io.limpet.model.Kind;
import io.limpet.model.Metadata;
import io.limpet.model.Metadata.Controller;
import io.limpet.model.fields.Fields;
import io.limpet.model.fields.Labels;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads `metadata`, Kubernetes' ObjectMeta.
final class MetadataReader {
  private static final int MAX_NAME_LENGTH = 253;
  private static final Pattern NAME = Pattern.compile("[a-z0-9](?:[-a-z0-9.]*[a-z0-9])?");
  private static final Set<String> WITHOUT_EFFECT =
      Set.of(
          "clusterName",
          "deletionGracePeriodSeconds",
          "deletionTimestamp",
          "finalizers",
          "generation",
          "managedFields",
          "resourceVersion",
          "selfLink");

  private MetadataReader() {}

  /// `namespace` is that of resources that name none.
  static Metadata read(Fields metadata, Kind kind, String namespace) {
    metadata.known(WITHOUT_EFFECT);
    String name = metadata.requiredText("name");
    if (!name.isEmpty() && !(name.length() <= MAX_NAME_LENGTH && NAME.matcher(name).matches())) {
      metadata.warn(
          "name",
          "bad-name",
          "a cluster would refuse the name \""
              + name
              + "\"; write lower-case letters, digits, '-' and '.'");
    }
    String own = metadata.text("namespace");
    return new Metadata(
        kind.namespaced() ? (own.isEmpty() ? namespace : own) : "",
        name,
        metadata.text("uid"),
        createdAt(metadata),
        Labels.of(metadata, "labels"),
        metadata.looseTextMap("annotations"),
        controller(metadata));
  }

  /// Of the owners one controls; who wrote a name of their own made the object themselves.
  private static @Nullable Controller controller(Fields metadata) {
    String generated = metadata.text("generateName");
    List<Controller> controllers = metadata.items("ownerReferences", MetadataReader::owner);
    return generated.isEmpty() || controllers.isEmpty() ? null : controllers.getFirst();
  }

  private static @Nullable Controller owner(Fields owner) {
    owner.known(Set.of("apiVersion", "blockOwnerDeletion", "uid"));
    Controller read = new Controller(owner.text("kind"), owner.text("name"));
    return owner.truth("controller") ? read : null;
  }

  private static Instant createdAt(Fields metadata) {
    String text = metadata.text("creationTimestamp");
    if (text.isEmpty()) {
      return Instant.EPOCH;
    }
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException _) {
      metadata.report(
          "creationTimestamp",
          "bad-time",
          "\"" + text + "\" is no time; write one such as 2026-11-21T10:00:00Z, or remove it");
      return Instant.EPOCH;
    }
  }
}
