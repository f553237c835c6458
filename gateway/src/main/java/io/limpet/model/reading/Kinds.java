package io.limpet.model.reading;

import io.limpet.model.Kind;
import io.limpet.model.Metadata;
import io.limpet.model.Origin;
import io.limpet.model.Resource;
import io.limpet.model.ResourceId;
import io.limpet.model.fields.Fields;
import io.limpet.model.fields.Findings;
import io.limpet.model.fields.Suggestion;
import io.limpet.model.istio.DestinationRuleReader;
import io.limpet.model.istio.GatewayReader;
import io.limpet.model.istio.ServiceEntryReader;
import io.limpet.model.istio.VirtualServiceReader;
import io.limpet.model.kubernetes.DeploymentReader;
import io.limpet.model.kubernetes.EndpointSliceReader;
import io.limpet.model.kubernetes.NamespaceReader;
import io.limpet.model.kubernetes.NodeReader;
import io.limpet.model.kubernetes.PodReader;
import io.limpet.model.kubernetes.ServiceReader;
import io.limpet.model.kubernetes.StatefulSetReader;
import io.limpet.model.tree.Mistake;
import io.limpet.model.tree.Value;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads one document as the resource that its `apiVersion` and `kind` say it is.
public final class Kinds {
  private final String source;
  private final String namespace;

  /// `source` names the text in problems; `namespace` is that of resources that name none.
  public Kinds(String source, String namespace) {
    this.source = source;
    this.namespace = namespace;
  }

  public Reading read(Value.Mapping document) {
    return read(document, List.of());
  }

  /// `mistakes` are those already found in the document's text.
  Reading read(Value.Mapping document, List<Mistake> mistakes) {
    Findings findings = new Findings(source);
    Fields fields = new Fields(document, "", findings);
    String apiVersion = fields.requiredText("apiVersion");
    String name = fields.requiredText("kind");
    Optional<Kind> kind = Kind.of(apiVersion, name);
    if (kind.isPresent()) {
      return read(document, kind.get(), mistakes);
    }
    if (fields.sound()) {
      notRead(fields, apiVersion, name);
    }
    return new Reading.Unknown(findings.problems());
  }

  private Reading read(Value.Mapping document, Kind kind, List<Mistake> mistakes) {
    Findings findings = new Findings(source);
    Fields fields = new Fields(document, "", findings);
    String _ = fields.text("apiVersion");
    String _ = fields.text("kind");
    findings.about(nameOf(document, kind));
    mistakes.forEach(each -> findings.error(each.line(), each.path(), each.code(), each.message()));
    Metadata metadata =
        fields.requiredPart("metadata", each -> MetadataReader.read(each, kind, namespace));
    if (metadata == null) {
      return new Reading.Unknown(findings.problems());
    }
    Object _ = fields.take("status");
    Resource resource = resource(kind, fields, metadata, new Origin(source, document.line()));
    fields.finish();
    return resource != null && fields.sound()
        ? new Reading.Read(resource, document, findings.problems())
        : new Reading.Broken(
            new ResourceId(kind, metadata.namespace(), metadata.name()), findings.problems());
  }

  private static @Nullable Resource resource(
      Kind kind, Fields document, Metadata metadata, Origin origin) {
    return switch (kind) {
      case NAMESPACE -> NamespaceReader.read(document, metadata, origin);
      case NODE -> NodeReader.read(document, metadata, origin);
      case POD -> PodReader.read(document, metadata, origin);
      case SERVICE -> ServiceReader.read(document, metadata, origin);
      case ENDPOINT_SLICE -> EndpointSliceReader.read(document, metadata, origin);
      case DEPLOYMENT -> DeploymentReader.read(document, metadata, origin);
      case STATEFUL_SET -> StatefulSetReader.read(document, metadata, origin);
      case GATEWAY -> GatewayReader.read(document, metadata, origin);
      case VIRTUAL_SERVICE -> VirtualServiceReader.read(document, metadata, origin);
      case DESTINATION_RULE -> DestinationRuleReader.read(document, metadata, origin);
      case SERVICE_ENTRY -> ServiceEntryReader.read(document, metadata, origin);
    };
  }

  /// What the document calls itself, for problems that come before its metadata is read.
  private String nameOf(Value.Mapping document, Kind kind) {
    String own = "";
    String name = "";
    if (document.get("metadata") instanceof Value.Mapping metadata) {
      name = metadata.get("name") instanceof Value.Text text ? text.value() : "";
      own = metadata.get("namespace") instanceof Value.Text text ? text.value() : namespace;
    }
    return name.isEmpty()
        ? kind.text()
        : new ResourceId(kind, kind.namespaced() ? own : "", name).toString();
  }

  private static void notRead(Fields document, String apiVersion, String kind) {
    List<Kind> kinds = List.of(Kind.values());
    Optional<Kind> elsewhere = kinds.stream().filter(each -> each.text().equals(kind)).findFirst();
    String group = apiVersion.contains("/") ? apiVersion.replaceAll("/.*", "") : "";
    boolean ownGroup = kinds.stream().anyMatch(each -> each.group().equals(group));
    Optional<String> meant =
        ownGroup
            ? Suggestion.of(kind, Arrays.stream(Kind.values()).map(Kind::text).toList())
            : Optional.empty();
    if (elsewhere.isPresent() && ownGroup) {
      document.report(
          "apiVersion",
          "unknown-kind",
          "has no "
              + kind
              + "; write a version of the group "
              + (elsewhere.get().group().isEmpty() ? "of v1" : elsewhere.get().group()));
      return;
    }
    String what = kind + " of " + apiVersion + " is not a kind that Limpet reads";
    document.warn(
        "kind",
        "kind-not-read",
        what
            + meant
                .map(word -> "; did you mean " + word + "?")
                .orElse("; the document is left out"));
  }
}
