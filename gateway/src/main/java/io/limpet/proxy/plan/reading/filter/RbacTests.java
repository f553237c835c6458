package io.limpet.proxy.plan.reading.filter;

import io.envoyproxy.envoy.config.rbac.v3.MetadataSource;
import io.envoyproxy.envoy.config.rbac.v3.Permission;
import io.envoyproxy.envoy.config.rbac.v3.Principal;
import io.envoyproxy.envoy.config.rbac.v3.SourcedMetadata;
import io.envoyproxy.envoy.type.matcher.v3.MetadataMatcher;
import io.envoyproxy.envoy.type.matcher.v3.PathMatcher;
import io.envoyproxy.envoy.type.v3.Int32Range;
import io.limpet.proxy.plan.match.RbacTest;
import io.limpet.proxy.plan.match.RbacTest.Side;
import io.limpet.proxy.plan.reading.fields.Place;
import io.limpet.proxy.plan.reading.match.CidrRangesReader;
import io.limpet.proxy.plan.reading.match.MatchReader;
import io.limpet.proxy.plan.reading.match.MetadataTestReader;
import io.limpet.proxy.plan.reading.match.TextTestReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Reads permissions and principals.
final class RbacTests {
  private static final int MAX_PORT = 65_535;

  private RbacTests() {}

  static List<RbacTest> permissions(List<Permission> messages, String field, Place place) {
    List<RbacTest> tests = new ArrayList<>();
    for (int i = 0; i < messages.size(); i++) {
      tests.add(permission(messages.get(i), place.at(field, i)));
    }
    return tests;
  }

  @SuppressWarnings("deprecation") // metadata is older than sourced_metadata, and still sent
  private static RbacTest permission(Permission message, Place at) {
    return switch (message.getRuleCase()) {
      case AND_RULES ->
          new RbacTest.All(
              permissions(message.getAndRules().getRulesList(), "rules", at.at("and_rules")));
      case OR_RULES ->
          new RbacTest.One(
              permissions(message.getOrRules().getRulesList(), "rules", at.at("or_rules")));
      case NOT_RULE -> new RbacTest.Not(permission(message.getNotRule(), at.at("not_rule")));
      case ANY -> new RbacTest.Fixed(true);
      case HEADER -> header(message.getHeader(), at);
      case URL_PATH -> path(message.getUrlPath(), at);
      case DESTINATION_IP ->
          new RbacTest.OfAddress(
              Side.LOCAL,
              CidrRangesReader.read(List.of(message.getDestinationIp()), at, "destination_ip"));
      case DESTINATION_PORT -> port(message.getDestinationPort(), at.at("destination_port"));
      case DESTINATION_PORT_RANGE ->
          ports(message.getDestinationPortRange(), at.at("destination_port_range"));
      case METADATA -> metadata(message.getMetadata(), at.at("metadata"));
      case SOURCED_METADATA -> metadata(message.getSourcedMetadata(), at);
      case REQUESTED_SERVER_NAME ->
          new RbacTest.OfServerName(
              TextTestReader.read(
                  message.getRequestedServerName(), at.at("requested_server_name")));
      case URI_TEMPLATE ->
          new RbacTest.OfPath(PathTemplate.read(message.getUriTemplate(), at.at("uri_template")));
      case MATCHER, RULE_NOT_SET ->
          throw at.unserved("has no rule that is carried out; any: true has all requests");
    };
  }

  static List<RbacTest> principals(List<Principal> messages, String field, Place place) {
    List<RbacTest> tests = new ArrayList<>();
    for (int i = 0; i < messages.size(); i++) {
      tests.add(principal(messages.get(i), place.at(field, i)));
    }
    return tests;
  }

  /// No filter here keeps state under a name.
  @SuppressWarnings("deprecation") // source_ip is older, and still sent
  private static RbacTest principal(Principal message, Place at) {
    return switch (message.getIdentifierCase()) {
      case AND_IDS ->
          new RbacTest.All(principals(message.getAndIds().getIdsList(), "ids", at.at("and_ids")));
      case OR_IDS ->
          new RbacTest.One(principals(message.getOrIds().getIdsList(), "ids", at.at("or_ids")));
      case NOT_ID -> new RbacTest.Not(principal(message.getNotId(), at.at("not_id")));
      case ANY -> new RbacTest.Fixed(true);
      case AUTHENTICATED -> authenticated(message.getAuthenticated(), at.at("authenticated"));
      case SOURCE_IP ->
          new RbacTest.OfAddress(
              Side.PEER, CidrRangesReader.read(List.of(message.getSourceIp()), at, "source_ip"));
      case DIRECT_REMOTE_IP ->
          new RbacTest.OfAddress(
              Side.DIRECT,
              CidrRangesReader.read(List.of(message.getDirectRemoteIp()), at, "direct_remote_ip"));
      case REMOTE_IP ->
          new RbacTest.OfAddress(
              Side.CLIENT, CidrRangesReader.read(List.of(message.getRemoteIp()), at, "remote_ip"));
      case HEADER -> header(message.getHeader(), at);
      case URL_PATH -> path(message.getUrlPath(), at);
      case METADATA -> metadata(message.getMetadata(), at.at("metadata"));
      case SOURCED_METADATA -> metadata(message.getSourcedMetadata(), at);
      case FILTER_STATE -> new RbacTest.Fixed(false);
      case CUSTOM, IDENTIFIER_NOT_SET ->
          throw at.unserved("has no identifier that is carried out; any: true has all clients");
    };
  }

  private static RbacTest authenticated(Principal.Authenticated message, Place at) {
    at.onlyServes(message, Set.of("principal_name"));
    return new RbacTest.Authenticated(
        message.hasPrincipalName()
            ? TextTestReader.read(message.getPrincipalName(), at.at("principal_name"))
            : null);
  }

  private static RbacTest header(
      io.envoyproxy.envoy.config.route.v3.HeaderMatcher message, Place at) {
    return new RbacTest.OfHeader(MatchReader.header(message, at.at("header")));
  }

  private static RbacTest path(PathMatcher message, Place at) {
    return new RbacTest.OfPath(TextTestReader.read(message.getPath(), at.at("url_path.path")));
  }

  private static RbacTest port(int port, Place at) {
    if (port < 0 || port > MAX_PORT) {
      throw at.refused("must be at most " + MAX_PORT);
    }
    return new RbacTest.OfPort(port, port + 1);
  }

  private static RbacTest ports(Int32Range range, Place at) {
    boolean inside = range.getStart() >= 0 && range.getEnd() <= MAX_PORT + 1;
    if (!inside || range.getStart() >= range.getEnd()) {
      throw at.refused("must be ports from start up to, not including, a greater end");
    }
    return new RbacTest.OfPort(range.getStart(), range.getEnd());
  }

  private static RbacTest metadata(MetadataMatcher message, Place at) {
    return new RbacTest.OfMetadata(MetadataTestReader.read(message, at));
  }

  private static RbacTest metadata(SourcedMetadata message, Place at) {
    Place here = at.at("sourced_metadata");
    if (message.getMetadataSource() == MetadataSource.ROUTE) {
      throw here.unserved("the metadata of routes is not looked at");
    }
    return metadata(message.getMetadataMatcher(), here.at("metadata_matcher"));
  }
}
