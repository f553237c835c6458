package io.limpet.model.istio;

import io.limpet.model.Metadata;
import io.limpet.model.Origin;
import io.limpet.model.fields.Expressions;
import io.limpet.model.fields.Fields;
import io.limpet.model.fields.Labels;
import io.limpet.model.istio.EnvoyFilter.AnyObject;
import io.limpet.model.istio.EnvoyFilter.ApplyTo;
import io.limpet.model.istio.EnvoyFilter.Context;
import io.limpet.model.istio.EnvoyFilter.Match;
import io.limpet.model.istio.EnvoyFilter.ObjectMatch;
import io.limpet.model.istio.EnvoyFilter.Operation;
import io.limpet.model.istio.EnvoyFilter.Patch;
import io.limpet.model.istio.PolicyTarget.Reference;
import io.limpet.model.tree.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads an EnvoyFilter. A patch is all right or left out: half a match would change more than was
/// meant. Its value is read by whoever knows Envoy's messages.
public final class EnvoyFilterReader {
  private static final Map<String, ApplyTo> APPLY_TO =
      Fields.words(ApplyTo.values(), ApplyTo::name);
  private static final Map<String, Operation> OPERATIONS =
      Fields.words(Operation.values(), Operation::name);
  private static final Map<String, Context> CONTEXTS =
      Fields.words(Context.values(), Context::name);

  private EnvoyFilterReader() {}

  public static @Nullable EnvoyFilter read(Fields document, Metadata metadata, Origin origin) {
    return document.requiredPart("spec", spec -> spec(spec, metadata, origin));
  }

  private static EnvoyFilter spec(Fields spec, Metadata metadata, Origin origin) {
    spec.oneOf("workloadSelector", "targetRefs");
    Map<String, String> selector = spec.part("workloadSelector", EnvoyFilterReader::selector);
    List<Reference> references = spec.allItems("targetRefs", PolicyTargetReader::reference);
    return new EnvoyFilter(
        metadata,
        origin,
        selector == null ? Map.of() : selector,
        references,
        spec.number("priority", Integer.MIN_VALUE, Integer.MAX_VALUE, 0),
        spec.items("configPatches", EnvoyFilterReader::patch));
  }

  private static Map<String, String> selector(Fields selector) {
    Map<String, String> labels = Labels.selector(selector, "labels");
    if (labels.isEmpty() && selector.sound()) {
      selector.warn(
          "labels",
          "empty-selector",
          "is empty, so every workload of the namespace is meant; write labels, or remove the"
              + " selector");
    }
    return labels;
  }

  private static @Nullable Patch patch(Fields patch) {
    patch.strict();
    ApplyTo applyTo = required(patch, "applyTo", APPLY_TO);
    Match match = patch.part("match", EnvoyFilterReader::match);
    Change change = patch.requiredPart("patch", EnvoyFilterReader::change);
    if (applyTo == null || change == null) {
      return null;
    }
    Match meant = match == null ? new Match(Context.ANY, "", Map.of(), new AnyObject()) : match;
    EnvoyFilterChecks.check(patch, applyTo, change.operation(), meant.object());
    return new Patch(
        applyTo, meant, change.operation(), change.value(), patch.path(), patch.line());
  }

  private static <T> @Nullable T required(Fields fields, String key, Map<String, T> words) {
    if (!fields.has(key)) {
      fields.refuse(
          key, Webhook.CODE, "is missing; write one of " + String.join(", ", words.keySet()));
      return null;
    }
    for (Map.Entry<String, T> first : words.entrySet()) {
      return fields.word(key, words, first.getValue());
    }
    return null;
  }

  private record Change(Operation operation, Value.@Nullable Mapping value) {}

  /// `filterClass` is for what istiod itself inserts, and means nothing since.
  private static @Nullable Change change(Fields change) {
    change.strict();
    Object _ = change.take("filterClass");
    Operation operation = required(change, "operation", OPERATIONS);
    Value value = change.take("value");
    if (operation == null) {
      return null;
    }
    if (value == null && operation != Operation.REMOVE) {
      change.refuse("value", Webhook.CODE, "is missing; write what " + operation + " puts there");
    }
    if (value != null && !(value instanceof Value.Mapping)) {
      change.refuse("value", "wrong-type", "needs a mapping; write the fields of Envoy's message");
    }
    return new Change(operation, value instanceof Value.Mapping mapping ? mapping : null);
  }

  private static Match match(Fields match) {
    match.strict();
    match.oneOf("listener", "routeConfiguration", "cluster", "waypoint");
    match.notCarriedOut("waypoint");
    Proxy proxy = match.part("proxy", EnvoyFilterReader::proxy);
    List<ObjectMatch> objects = new ArrayList<>();
    add(objects, match.part("listener", EnvoyFilterMatchReader::listener));
    add(objects, match.part("routeConfiguration", EnvoyFilterMatchReader::routes));
    add(objects, match.part("cluster", EnvoyFilterMatchReader::cluster));
    return new Match(
        match.word("context", CONTEXTS, Context.ANY),
        proxy == null ? "" : proxy.version(),
        proxy == null ? Map.of() : proxy.metadata(),
        objects.isEmpty() ? new AnyObject() : objects.getFirst());
  }

  private static void add(List<ObjectMatch> objects, @Nullable ObjectMatch object) {
    if (object != null) {
      objects.add(object);
    }
  }

  private record Proxy(String version, Map<String, String> metadata) {}

  private static Proxy proxy(Fields proxy) {
    proxy.strict();
    Expressions.check(proxy, "proxyVersion", Webhook.CODE);
    return new Proxy(proxy.text("proxyVersion"), proxy.textMap("metadata"));
  }
}
