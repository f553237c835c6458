package io.limpet.proxy.plan.reading.format;

import io.limpet.proxy.plan.format.FormatString.Known;
import io.limpet.proxy.plan.format.FormatString.Part;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Commands of format strings that need no look at a request.
final class FormatCommands {
  /// A command without a value: `-` in a log, nothing in a header.
  static final Known ABSENT = new Known(null, false);

  private static final Known ZERO = new Known("0", true);

  /// They speak of handshakes' times, QUIC, tracers and virtual clusters, none of which is kept
  /// here: Envoy has no value either where they are not used.
  private static final Set<String> NEVER =
      Set.of(
          "DOWNSTREAM_HANDSHAKE_DURATION",
          "ROUNDTRIP_DURATION",
          "SPAN_ID",
          "TLS_JA3_FINGERPRINT",
          "TLS_JA4_FINGERPRINT",
          "TRACE_ID",
          "VIRTUAL_CLUSTER_NAME");

  private static final Set<String> ONLY_ENVOY =
      Set.of(
          "CEL",
          "CLUSTER_METADATA",
          "COALESCE",
          "DOWNSTREAM_DETECTED_CLOSE_TYPE",
          "DOWNSTREAM_DIRECT_LOCAL_ADDRESS_ENDPOINT_ID",
          "DOWNSTREAM_LOCAL_ADDRESS_ENDPOINT_ID",
          "DOWNSTREAM_LOCAL_CLOSE_REASON",
          "DYNAMIC_METADATA",
          "FILTER_CHAIN_NAME",
          "FILTER_STATE",
          "METADATA",
          "PER_REQUEST_STATE",
          "TYPED_CEL",
          "UPSTREAM_CONNECTION_ID",
          "UPSTREAM_CONNECTION_IDS_ATTEMPTED",
          "UPSTREAM_CONNECTION_POOL_READY_DURATION",
          "UPSTREAM_DETECTED_CLOSE_TYPE",
          "UPSTREAM_FILTER_STATE",
          "UPSTREAM_HOSTS_ATTEMPTED",
          "UPSTREAM_HOSTS_ATTEMPTED_WITHOUT_PORT",
          "UPSTREAM_HOST_NAMES_ATTEMPTED",
          "UPSTREAM_HOST_NAMES_ATTEMPTED_WITHOUT_PORT",
          "UPSTREAM_LOCAL_CLOSE_REASON",
          "UPSTREAM_METADATA",
          "UPSTREAM_REMOTE_ADDRESS_ENDPOINT_ID");

  private static final Pattern BYTES_ON_THE_WIRE =
      Pattern.compile("(UP|DOWN)STREAM_(WIRE|(DECOMPRESSED_)?HEADER)_BYTES_(SENT|RECEIVED)");

  private FormatCommands() {}

  /// The part for a command whose value is the same for every request, or null if it is none.
  static @Nullable Part withoutValue(String name) {
    return switch (name) {
      case "BYTES_RETRANSMITTED", "PACKETS_RETRANSMITTED" -> ZERO;
      case "CUSTOM_FLAGS" -> new Known("", false);
      default -> NEVER.contains(name) || speaksOfTls(name) ? ABSENT : null;
    };
  }

  /// `DOWNSTREAM_PEER_SUBJECT`, `UPSTREAM_TLS_VERSION`, `DOWNSTREAM_LOCAL_URI_SAN` …
  private static boolean speaksOfTls(String name) {
    boolean side = name.startsWith("DOWNSTREAM_") || name.startsWith("UPSTREAM_");
    String rest = name.substring(name.indexOf('_') + 1);
    return side
        && switch (rest) {
          case "TLS_CIPHER",
              "TLS_VERSION",
              "TLS_SESSION_ID",
              "PEER_ISSUER",
              "PEER_CERT",
              "PEER_SUBJECT",
              "PEER_URI_SAN",
              "PEER_DNS_SAN",
              "PEER_IP_SAN",
              "LOCAL_URI_SAN",
              "LOCAL_DNS_SAN",
              "LOCAL_IP_SAN",
              "PEER_CERT_V_START",
              "PEER_CERT_V_END" ->
              true;
          case "PEER_EMAIL_SAN",
              "PEER_OTHERNAME_SAN",
              "LOCAL_EMAIL_SAN",
              "LOCAL_OTHERNAME_SAN",
              "LOCAL_SUBJECT",
              "PEER_FINGERPRINT_256",
              "PEER_FINGERPRINT_1",
              "PEER_SERIAL",
              "PEER_CHAIN_FINGERPRINTS_256",
              "PEER_CHAIN_FINGERPRINTS_1",
              "PEER_CHAIN_SERIALS" ->
              name.startsWith("DOWNSTREAM_");
          default -> false;
        };
  }

  /// Whether Envoy 1.40 knows a command that has no value here though it may have one there.
  static boolean onlyEnvoyHas(String name) {
    return ONLY_ENVOY.contains(name) || BYTES_ON_THE_WIRE.matcher(name).matches();
  }
}
