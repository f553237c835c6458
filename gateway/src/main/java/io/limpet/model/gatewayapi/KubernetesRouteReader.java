package io.limpet.model.gatewayapi;

import io.limpet.model.Kind;
import io.limpet.model.Metadata;
import io.limpet.model.Origin;
import io.limpet.model.fields.Fields;
import io.limpet.model.gatewayapi.KubernetesRoute.Backend;
import io.limpet.model.gatewayapi.KubernetesRoute.ParentReference;
import io.limpet.model.gatewayapi.KubernetesRoute.Rule;
import io.limpet.model.gatewayapi.KubernetesRoute.Timeouts;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/// Reads routes of every kind.
public final class KubernetesRouteReader {
  private static final int MAX_WEIGHT = 1_000_000;

  private KubernetesRouteReader() {}

  public static @Nullable KubernetesRoute http(Fields document, Metadata metadata, Origin origin) {
    return document.requiredPart(
        "spec",
        spec -> {
          List<Rule> rules =
              spec.has("rules") ? rules(spec, HttpRuleReader::read) : List.of(HttpRuleReader.ALL);
          return read(spec, Kind.HTTP_ROUTE, metadata, origin, rules);
        });
  }

  public static @Nullable KubernetesRoute grpc(Fields document, Metadata metadata, Origin origin) {
    return document.requiredPart(
        "spec",
        spec -> read(spec, Kind.GRPC_ROUTE, metadata, origin, rules(spec, GrpcRuleReader::read)));
  }

  public static @Nullable KubernetesRoute tls(Fields document, Metadata metadata, Origin origin) {
    return document.requiredPart(
        "spec",
        spec ->
            read(
                spec,
                Kind.TLS_ROUTE,
                metadata,
                origin,
                rules(spec, KubernetesRouteReader::connections)));
  }

  public static @Nullable KubernetesRoute tcp(Fields document, Metadata metadata, Origin origin) {
    return document.requiredPart(
        "spec",
        spec ->
            read(
                spec,
                Kind.TCP_ROUTE,
                metadata,
                origin,
                rules(spec, KubernetesRouteReader::connections)));
  }

  private static KubernetesRoute read(
      Fields spec, Kind kind, Metadata metadata, Origin origin, List<Rule> rules) {
    spec.notCarriedOut("useDefaultGateways");
    return new KubernetesRoute(
        kind,
        metadata,
        origin,
        spec.items("parentRefs", KubernetesRouteReader::parent),
        kind == Kind.TCP_ROUTE ? List.of() : Texts.hostnames(spec, "hostnames"),
        rules);
  }

  private static ParentReference parent(Fields parent) {
    parent.strict();
    return new ParentReference(
        References.read(parent, References.GATEWAY_API, "Gateway"),
        parent.text("sectionName"),
        parent.port("port"));
  }

  private static List<Rule> rules(Fields spec, BiFunction<Fields, Integer, @Nullable Rule> reader) {
    return spec.items("rules", rule -> reader.apply(rule, index(rule.path())));
  }

  /// The number at the end of a place such as `spec.rules[3]`.
  private static int index(String place) {
    return Integer.parseInt(place.substring(place.lastIndexOf('[') + 1, place.length() - 1));
  }

  private static Rule connections(Fields rule, int index) {
    return new Rule(
        rule.path(),
        index,
        rule.text("name"),
        List.of(),
        List.of(),
        backends(rule, List.of()),
        Timeouts.NONE,
        null,
        null);
  }

  /// `filters` are the types that a backend of this kind of route may have.
  static List<Backend> backends(Fields rule, List<String> filters) {
    return new ArrayList<>(rule.allItems("backendRefs", each -> backend(each, filters)));
  }

  private static Backend backend(Fields backend, List<String> filters) {
    ObjectReference target = References.service(backend);
    return new Backend(
        backend.path(),
        target,
        References.port(backend, target),
        backend.number("weight", 0, MAX_WEIGHT, 1),
        filters.isEmpty() ? List.of() : RouteFilterReader.filters(backend, filters));
  }
}
