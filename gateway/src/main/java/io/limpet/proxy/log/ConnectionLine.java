package io.limpet.proxy.log;

import io.limpet.proxy.head.Headers;
import io.limpet.proxy.plan.ClusterPlan;
import io.limpet.proxy.plan.format.FormatString;
import io.limpet.proxy.plan.format.FormatString.Amount;
import io.limpet.proxy.plan.format.FormatString.Between;
import io.limpet.proxy.plan.format.FormatString.GrpcStatus;
import io.limpet.proxy.plan.format.FormatString.Known;
import io.limpet.proxy.plan.format.FormatString.Literal;
import io.limpet.proxy.plan.format.FormatString.NumberFact;
import io.limpet.proxy.plan.format.FormatString.OfTls;
import io.limpet.proxy.plan.format.FormatString.Part;
import io.limpet.proxy.plan.format.FormatString.Path;
import io.limpet.proxy.plan.format.FormatString.QueryParameter;
import io.limpet.proxy.plan.format.FormatString.RequestHeader;
import io.limpet.proxy.plan.format.FormatString.ResponseHeader;
import io.limpet.proxy.plan.format.FormatString.ResponseTrailer;
import io.limpet.proxy.plan.format.FormatString.Text;
import io.limpet.proxy.plan.format.FormatString.TextFact;
import io.limpet.proxy.plan.format.FormatString.Time;
import io.limpet.proxy.plan.match.HeaderTests;
import io.limpet.proxy.plan.pools.Endpoint;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// A line about a connection: what has to do with requests has no value.
public record ConnectionLine(ConnectionNotes notes, String logType) implements LogSubject {
  /// `type` is Envoy's AccessLogType.
  public static void write(List<AccessLogLine> logs, ConnectionNotes notes, String type) {
    if (logs.isEmpty()) {
      return;
    }
    ConnectionLine line = new ConnectionLine(notes, type);
    for (int i = 0; i < logs.size(); i++) {
      logs.get(i).log(line);
    }
  }

  @Override
  public long number(Part part) {
    return switch (part) {
      case Amount(NumberFact fact) -> amount(fact);
      case Between(FormatString.TimePoint from, FormatString.TimePoint to, long unit) ->
          notes.between(from, to, unit);
      case GrpcStatus _,
          Literal _,
          Known _,
          RequestHeader _,
          ResponseHeader _,
          ResponseTrailer _,
          Text _,
          OfTls _,
          Time _,
          Path _,
          QueryParameter _ ->
          -1;
    };
  }

  private long amount(NumberFact fact) {
    return switch (fact) {
      case RESPONSE_CODE, REQUEST_HEADERS_BYTES, RESPONSE_HEADERS_BYTES, RESPONSE_TRAILERS_BYTES ->
          0;
      case BYTES_RECEIVED -> notes.received();
      case BYTES_SENT -> notes.sent();
      case DURATION -> notes.durationMillis();
      case UPSTREAM_REQUEST_ATTEMPT_COUNT -> notes.attempts();
      case CONNECTION_ID -> notes.id();
      case UPSTREAM_LOCAL_PORT -> AddressTexts.port(notes.upstreamLocal());
      case UPSTREAM_REMOTE_PORT -> AddressTexts.port(upstreamRemote());
      case DOWNSTREAM_LOCAL_PORT, DOWNSTREAM_DIRECT_LOCAL_PORT ->
          AddressTexts.port(AddressTexts.text(notes.local()));
      case DOWNSTREAM_REMOTE_PORT -> AddressTexts.port(AddressTexts.text(notes.peer()));
      case DOWNSTREAM_DIRECT_REMOTE_PORT ->
          AddressTexts.port(AddressTexts.text(notes.directPeer()));
    };
  }

  @Override
  public @Nullable String text(Part part) {
    return switch (part) {
      case Literal(String text) -> text;
      case Known(@Nullable String value, _) -> value;
      case Text(TextFact fact) -> fact == TextFact.LOCAL_REPLY_BODY ? "" : orNull(fact(fact));
      case OfTls(FormatString.TlsFact fact, boolean upstream) ->
          FormatTls.of(fact, upstream ? notes.upstreamTls() : notes.tls());
      case Time(boolean now, DateTimeFormatter format) -> {
        long millis = now ? notes.worker().clock().epochMillis() : notes.startMillis();
        yield format.format(Instant.ofEpochMilli(millis));
      }
      case RequestHeader _,
          ResponseHeader _,
          ResponseTrailer _,
          Path _,
          QueryParameter _,
          GrpcStatus _,
          Amount _,
          Between _ ->
          null;
    };
  }

  private static @Nullable String orNull(@Nullable String text) {
    return text == null || text.isEmpty() ? null : text;
  }

  private @Nullable String fact(TextFact fact) {
    return switch (fact) {
      case PROTOCOL, UPSTREAM_PROTOCOL, ROUTE_NAME, QUERY_PARAMS, LOCAL_REPLY_BODY -> null;
      case RESPONSE_CODE_DETAILS -> notes.details();
      case RESPONSE_FLAGS -> flags();
      case RESPONSE_FLAGS_LONG -> ResponseFlags.longNames(flags());
      case CONNECTION_TERMINATION_DETAILS -> notes.termination();
      case DOWNSTREAM_TRANSPORT_FAILURE_REASON -> notes.failure();
      case LISTENER_NAME -> notes.listener();
      case STREAM_ID -> notes.streamId();
      case UNIQUE_ID -> UniqueIds.next(random());
      case ACCESS_LOG_TYPE -> logType;
      case UPSTREAM_TRANSPORT_FAILURE_REASON -> notes.upstreamFailure();
      case UPSTREAM_HOST -> host();
      case UPSTREAM_HOST_NAME -> hostName();
      case UPSTREAM_HOST_NAME_WITHOUT_PORT -> AddressTexts.withoutPort(hostName());
      case UPSTREAM_CLUSTER -> cluster(true);
      case UPSTREAM_CLUSTER_RAW -> cluster(false);
      case UPSTREAM_LOCAL_ADDRESS -> notes.upstreamLocal();
      case UPSTREAM_LOCAL_ADDRESS_WITHOUT_PORT -> AddressTexts.withoutPort(notes.upstreamLocal());
      case UPSTREAM_REMOTE_ADDRESS -> upstreamRemote();
      case UPSTREAM_REMOTE_ADDRESS_WITHOUT_PORT -> AddressTexts.withoutPort(upstreamRemote());
      case DOWNSTREAM_LOCAL_ADDRESS, DOWNSTREAM_DIRECT_LOCAL_ADDRESS ->
          AddressTexts.text(notes.local());
      case DOWNSTREAM_LOCAL_ADDRESS_WITHOUT_PORT, DOWNSTREAM_DIRECT_LOCAL_ADDRESS_WITHOUT_PORT ->
          AddressTexts.ip(notes.local());
      case DOWNSTREAM_REMOTE_ADDRESS -> AddressTexts.text(notes.peer());
      case DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT -> AddressTexts.ip(notes.peer());
      case DOWNSTREAM_DIRECT_REMOTE_ADDRESS -> AddressTexts.text(notes.directPeer());
      case DOWNSTREAM_DIRECT_REMOTE_ADDRESS_WITHOUT_PORT -> AddressTexts.ip(notes.directPeer());
    };
  }

  private @Nullable String host() {
    @Nullable Endpoint endpoint = notes.endpoint();
    return endpoint == null ? null : endpoint.address();
  }

  private @Nullable String hostName() {
    @Nullable Endpoint endpoint = notes.endpoint();
    return endpoint == null || endpoint.hostname().isEmpty() ? host() : endpoint.hostname();
  }

  private @Nullable String cluster(boolean observed) {
    @Nullable ClusterPlan cluster = notes.cluster();
    return cluster == null ? null : observed ? cluster.statName() : cluster.name();
  }

  /// Of a connection that was opened.
  private @Nullable String upstreamRemote() {
    return notes.upstreamLocal().isEmpty() ? null : host();
  }

  @Override
  public int status() {
    return 0;
  }

  @Override
  public long durationMillis() {
    return notes.durationMillis();
  }

  @Override
  public String flags() {
    return notes.flags();
  }

  @Override
  public int grpcStatus() {
    return -1;
  }

  @Override
  public boolean healthCheck() {
    return false;
  }

  @Override
  public @Nullable String requestId() {
    return null;
  }

  @Override
  public boolean matches(HeaderTests tests) {
    return tests.any(Headers.NONE);
  }

  @Override
  public RandomGenerator random() {
    return notes.worker().random();
  }
}
