package io.limpet.proxy.plan.format;

import java.time.format.DateTimeFormatter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A text with Envoy's command operators (`%REQ(:PATH)%`), taken apart. What a request, its answer
/// and their connections have to say is put in where it is used: logs, headers, bodies.
///
/// All texts are bytes as Latin-1 characters, like those of a head.
public record FormatString(List<Part> parts) implements BodyFormat.Content {
  public static final FormatString EMPTY = new FormatString(List.of());

  /// Nothing is cut off.
  public static final int WHOLE = Integer.MAX_VALUE;

  public FormatString {
    parts = List.copyOf(parts);
  }

  public static FormatString of(String literal) {
    return literal.isEmpty() ? EMPTY : new FormatString(List.of(new Literal(literal)));
  }

  /// The text where nothing is to be put in, or null.
  public @Nullable String literal() {
    if (parts.isEmpty()) {
      return "";
    }
    return parts.size() == 1 && parts.get(0) instanceof Literal(String text) ? text : null;
  }

  /// A piece: a text, or a question that the exchange answers.
  public sealed interface Part {}

  public record Literal(String text) implements Part {}

  /// A command whose answer is known before any request, or null for one that never has any.
  public record Known(@Nullable String value, boolean number) implements Part {}

  /// A header of the request, or `alternative` where there is none (and it is not empty).
  /// `query` false: what stands from a question mark on is left out.
  public record RequestHeader(String name, String alternative, boolean query, int length)
      implements Part {}

  public record ResponseHeader(String name, String alternative, int length) implements Part {}

  /// A line behind the answer's body.
  public record ResponseTrailer(String name, String alternative, int length) implements Part {}

  public record Text(TextFact fact) implements Part {}

  /// What is known of TLS with the client, or with the endpoint.
  public record OfTls(TlsFact fact, boolean upstream) implements Part {}

  public record Amount(NumberFact fact) implements Part {}

  public record GrpcStatus(GrpcForm form) implements Part {}

  /// When the request began, or, with `now`, when it is asked for.
  public record Time(boolean now, DateTimeFormatter format) implements Part {}

  /// The time between two points, in units of so many nanoseconds.
  public record Between(TimePoint from, TimePoint to, long unitNanos) implements Part {}

  /// The path, with or without its query.
  public record Path(boolean query, PathKind kind, int length) implements Part {}

  /// The first parameter of that name, decoded.
  public record QueryParameter(String name, int length) implements Part {}

  /// Facts that are texts, by their commands.
  public enum TextFact {
    PROTOCOL,
    UPSTREAM_PROTOCOL,
    RESPONSE_CODE_DETAILS,
    RESPONSE_FLAGS,
    RESPONSE_FLAGS_LONG,
    CONNECTION_TERMINATION_DETAILS,
    DOWNSTREAM_TRANSPORT_FAILURE_REASON,
    UPSTREAM_TRANSPORT_FAILURE_REASON,
    UPSTREAM_HOST,
    UPSTREAM_HOST_NAME,
    UPSTREAM_HOST_NAME_WITHOUT_PORT,
    UPSTREAM_CLUSTER,
    UPSTREAM_CLUSTER_RAW,
    UPSTREAM_LOCAL_ADDRESS,
    UPSTREAM_LOCAL_ADDRESS_WITHOUT_PORT,
    UPSTREAM_REMOTE_ADDRESS,
    UPSTREAM_REMOTE_ADDRESS_WITHOUT_PORT,
    DOWNSTREAM_LOCAL_ADDRESS,
    DOWNSTREAM_LOCAL_ADDRESS_WITHOUT_PORT,
    DOWNSTREAM_DIRECT_LOCAL_ADDRESS,
    DOWNSTREAM_DIRECT_LOCAL_ADDRESS_WITHOUT_PORT,
    DOWNSTREAM_REMOTE_ADDRESS,
    DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT,
    DOWNSTREAM_DIRECT_REMOTE_ADDRESS,
    DOWNSTREAM_DIRECT_REMOTE_ADDRESS_WITHOUT_PORT,
    ROUTE_NAME,
    LISTENER_NAME,
    STREAM_ID,
    UNIQUE_ID,
    ACCESS_LOG_TYPE,
    LOCAL_REPLY_BODY,
    QUERY_PARAMS
  }

  /// Facts of TLS with a client or with an endpoint, by their commands.
  public enum TlsFact {
    REQUESTED_SERVER_NAME,
    DOWNSTREAM_TLS_VERSION,
    DOWNSTREAM_TLS_CIPHER,
    DOWNSTREAM_TLS_SESSION_ID,
    DOWNSTREAM_PEER_SUBJECT,
    DOWNSTREAM_PEER_ISSUER,
    DOWNSTREAM_PEER_SERIAL,
    DOWNSTREAM_PEER_FINGERPRINT_256,
    DOWNSTREAM_PEER_FINGERPRINT_1,
    DOWNSTREAM_PEER_CERT,
    DOWNSTREAM_PEER_URI_SAN,
    DOWNSTREAM_PEER_DNS_SAN,
    DOWNSTREAM_PEER_IP_SAN,
    DOWNSTREAM_PEER_EMAIL_SAN,
    DOWNSTREAM_LOCAL_SUBJECT,
    DOWNSTREAM_LOCAL_URI_SAN,
    DOWNSTREAM_LOCAL_DNS_SAN,
    DOWNSTREAM_LOCAL_IP_SAN,
    DOWNSTREAM_LOCAL_EMAIL_SAN,
    UPSTREAM_TLS_VERSION,
    UPSTREAM_TLS_CIPHER,
    UPSTREAM_TLS_SESSION_ID,
    UPSTREAM_PEER_SUBJECT,
    UPSTREAM_PEER_ISSUER,
    UPSTREAM_PEER_CERT,
    UPSTREAM_PEER_URI_SAN,
    UPSTREAM_PEER_DNS_SAN,
    UPSTREAM_PEER_IP_SAN,
    UPSTREAM_LOCAL_URI_SAN,
    UPSTREAM_LOCAL_DNS_SAN,
    UPSTREAM_LOCAL_IP_SAN
  }

  /// Facts that are numbers, by their commands.
  public enum NumberFact {
    RESPONSE_CODE,
    BYTES_RECEIVED,
    BYTES_SENT,
    DURATION,
    UPSTREAM_REQUEST_ATTEMPT_COUNT,
    CONNECTION_ID,
    REQUEST_HEADERS_BYTES,
    RESPONSE_HEADERS_BYTES,
    RESPONSE_TRAILERS_BYTES,
    UPSTREAM_LOCAL_PORT,
    UPSTREAM_REMOTE_PORT,
    DOWNSTREAM_LOCAL_PORT,
    DOWNSTREAM_DIRECT_LOCAL_PORT,
    DOWNSTREAM_REMOTE_PORT,
    DOWNSTREAM_DIRECT_REMOTE_PORT
  }

  /// How a gRPC status is written: `NotFound`, `NOT_FOUND`, `5`.
  public enum GrpcForm {
    CAMEL_STRING,
    SNAKE_STRING,
    NUMBER
  }

  /// Which path `%PATH%` means: as it is, as it was before a rewrite, or the latter if there was
  /// one.
  public enum PathKind {
    PATH,
    ORIG,
    ORIG_OR_PATH
  }

  /// Moments of a request, by their names in `%COMMON_DURATION%`.
  public enum TimePoint {
    DS_RX_BEG,
    DS_RX_END,
    US_CX_BEG,
    US_CX_END,
    US_TX_BEG,
    US_TX_END,
    US_RX_BEG,
    US_RX_END,
    DS_TX_BEG,
    DS_TX_END
  }

  /// Whether a part asks for a [TimePoint] other than the beginning: only then are they noted.
  @Override
  public boolean asksForTimes() {
    return parts.stream().anyMatch(Between.class::isInstance);
  }
}
