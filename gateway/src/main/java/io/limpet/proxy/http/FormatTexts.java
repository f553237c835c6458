package io.limpet.proxy.http;

import io.limpet.proxy.codec.EditableRequestHead;
import io.limpet.proxy.http.FormatText.Asked;
import io.limpet.proxy.log.AddressTexts;
import io.limpet.proxy.log.ResponseFlags;
import io.limpet.proxy.log.UniqueIds;
import io.limpet.proxy.plan.ClusterPlan;
import io.limpet.proxy.plan.Route;
import io.limpet.proxy.plan.format.FormatString.TextFact;
import io.limpet.proxy.plan.pools.Endpoint;
import org.jspecify.annotations.Nullable;

/// What of an exchange is a text, or null where there is none.
final class FormatTexts {
  private FormatTexts() {}

  static @Nullable String of(TextFact fact, Asked asked) {
    Exchange exchange = asked.exchange();
    return switch (fact) {
      case PROTOCOL -> exchange.head().protocol();
      case RESPONSE_CODE_DETAILS -> orNull(exchange.details());
      case RESPONSE_FLAGS -> exchange.flags();
      case RESPONSE_FLAGS_LONG -> ResponseFlags.longNames(exchange.flags());
      case ROUTE_NAME -> routeName(exchange);
      case LISTENER_NAME -> orNull(exchange.serving().listener());
      case STREAM_ID -> FormatHeaders.request(exchange, "x-request-id", "");
      case UNIQUE_ID -> UniqueIds.next(exchange.worker().random());
      case ACCESS_LOG_TYPE -> asked.logType();
      case LOCAL_REPLY_BODY -> asked.localBody();
      case QUERY_PARAMS -> FormatPaths.query(exchange);
      case CONNECTION_TERMINATION_DETAILS, DOWNSTREAM_TRANSPORT_FAILURE_REASON -> null;
      case UPSTREAM_PROTOCOL,
          UPSTREAM_TRANSPORT_FAILURE_REASON,
          UPSTREAM_HOST,
          UPSTREAM_HOST_NAME,
          UPSTREAM_HOST_NAME_WITHOUT_PORT,
          UPSTREAM_CLUSTER,
          UPSTREAM_CLUSTER_RAW,
          UPSTREAM_LOCAL_ADDRESS,
          UPSTREAM_LOCAL_ADDRESS_WITHOUT_PORT,
          UPSTREAM_REMOTE_ADDRESS,
          UPSTREAM_REMOTE_ADDRESS_WITHOUT_PORT ->
          upstream(fact, exchange);
      case DOWNSTREAM_LOCAL_ADDRESS,
          DOWNSTREAM_LOCAL_ADDRESS_WITHOUT_PORT,
          DOWNSTREAM_DIRECT_LOCAL_ADDRESS,
          DOWNSTREAM_DIRECT_LOCAL_ADDRESS_WITHOUT_PORT,
          DOWNSTREAM_REMOTE_ADDRESS,
          DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT,
          DOWNSTREAM_DIRECT_REMOTE_ADDRESS,
          DOWNSTREAM_DIRECT_REMOTE_ADDRESS_WITHOUT_PORT ->
          downstream(fact, exchange.head());
    };
  }

  private static @Nullable String upstream(TextFact fact, Exchange exchange) {
    return switch (fact) {
      case UPSTREAM_PROTOCOL -> orNull(exchange.upstream().protocol());
      case UPSTREAM_TRANSPORT_FAILURE_REASON -> orNull(exchange.upstream().transportFailure());
      case UPSTREAM_HOST -> host(exchange);
      case UPSTREAM_HOST_NAME -> hostName(exchange);
      case UPSTREAM_HOST_NAME_WITHOUT_PORT -> AddressTexts.withoutPort(hostName(exchange));
      case UPSTREAM_CLUSTER -> cluster(exchange, true);
      case UPSTREAM_CLUSTER_RAW -> cluster(exchange, false);
      case UPSTREAM_LOCAL_ADDRESS -> orNull(exchange.upstream().localAddress());
      case UPSTREAM_LOCAL_ADDRESS_WITHOUT_PORT ->
          AddressTexts.withoutPort(orNull(exchange.upstream().localAddress()));
      case UPSTREAM_REMOTE_ADDRESS -> upstreamRemote(exchange);
      case UPSTREAM_REMOTE_ADDRESS_WITHOUT_PORT ->
          AddressTexts.withoutPort(upstreamRemote(exchange));
      default -> throw new IllegalArgumentException(fact.name());
    };
  }

  private static @Nullable String downstream(TextFact fact, EditableRequestHead head) {
    return switch (fact) {
      case DOWNSTREAM_LOCAL_ADDRESS, DOWNSTREAM_DIRECT_LOCAL_ADDRESS -> head.localAddress();
      case DOWNSTREAM_LOCAL_ADDRESS_WITHOUT_PORT, DOWNSTREAM_DIRECT_LOCAL_ADDRESS_WITHOUT_PORT ->
          AddressTexts.withoutPort(head.localAddress());
      case DOWNSTREAM_REMOTE_ADDRESS -> remote(head);
      case DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT -> head.clientAddress();
      case DOWNSTREAM_DIRECT_REMOTE_ADDRESS -> head.directAddress();
      case DOWNSTREAM_DIRECT_REMOTE_ADDRESS_WITHOUT_PORT ->
          AddressTexts.withoutPort(head.directAddress());
      default -> throw new IllegalArgumentException(fact.name());
    };
  }

  private static @Nullable String orNull(String text) {
    return text.isEmpty() ? null : text;
  }

  private static @Nullable String routeName(Exchange exchange) {
    @Nullable Route route = exchange.route();
    return route == null ? null : orNull(route.name());
  }

  private static @Nullable String host(Exchange exchange) {
    @Nullable Endpoint endpoint = exchange.endpoint();
    return endpoint == null ? null : endpoint.address();
  }

  /// The endpoint's name, or its address where it has none.
  private static @Nullable String hostName(Exchange exchange) {
    @Nullable Endpoint endpoint = exchange.endpoint();
    return endpoint == null || endpoint.hostname().isEmpty() ? host(exchange) : endpoint.hostname();
  }

  /// Of a connection that was open.
  static @Nullable String upstreamRemote(Exchange exchange) {
    return exchange.upstream().localAddress().isEmpty() ? null : host(exchange);
  }

  /// A cluster that is not there has no name. `observed`: the name that its numbers have.
  private static @Nullable String cluster(Exchange exchange, boolean observed) {
    @Nullable ClusterPlan cluster = exchange.serving().plan().cluster(exchange.cluster());
    return cluster == null ? null : observed ? cluster.statName() : cluster.name();
  }

  /// The trusted client; with the port where it is the peer itself.
  static String remote(EditableRequestHead head) {
    String peer = head.peerAddress();
    String client = head.clientAddress();
    if (client.equals(AddressTexts.withoutPort(peer))) {
      return peer;
    }
    return client.indexOf(':') < 0 ? client + ":0" : "[" + client + "]:0";
  }
}
