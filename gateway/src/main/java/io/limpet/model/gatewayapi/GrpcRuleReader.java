package io.limpet.model.gatewayapi;

import io.limpet.model.fields.Fields;
import io.limpet.model.gatewayapi.KubernetesRoute.Rule;
import io.limpet.model.gatewayapi.KubernetesRoute.Timeouts;

/// Reads a rule of a GRPCRoute.
final class GrpcRuleReader {
  private GrpcRuleReader() {}

  static Rule read(Fields rule, int index) {
    return new Rule(
        rule.path(),
        index,
        rule.text("name"),
        rule.allItems("matches", RouteMatchReader::grpc),
        RouteFilterReader.filters(rule, RouteFilterReader.GRPC),
        KubernetesRouteReader.backends(rule, RouteFilterReader.GRPC),
        Timeouts.NONE,
        null,
        rule.block("sessionPersistence", SessionPersistenceReader::read));
  }
}
