package io.limpet.proxy.plan.reading.transport;

import com.google.protobuf.Any;
import com.google.protobuf.util.Durations;
import io.envoyproxy.envoy.config.core.v3.TransportSocket;
import io.envoyproxy.envoy.extensions.transport_sockets.quic.v3.QuicDownstreamTransport;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CommonTlsContext.ValidationContextTypeCase;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.TlsSessionTicketKeys;
import io.limpet.proxy.plan.FilterChainPlan;
import io.limpet.proxy.plan.FilterChainPlan.Missing;
import io.limpet.proxy.plan.FilterChainPlan.Tls;
import io.limpet.proxy.plan.FilterChainPlan.Transport;
import io.limpet.proxy.plan.reading.fields.DataSources;
import io.limpet.proxy.plan.reading.fields.Place;
import io.limpet.proxy.plan.reading.transport.TlsReader.SecretMissing;
import io.limpet.proxy.plan.transport.Bytes;
import io.limpet.proxy.plan.transport.DownstreamTls;
import io.limpet.proxy.plan.transport.DownstreamTls.Sessions;
import io.limpet.proxy.plan.transport.DownstreamTls.Stapling;
import io.limpet.proxy.plan.transport.TlsSettings;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/// What carries a filter chain's bytes (tls.proto, DownstreamTlsContext).
public final class DownstreamTlsReader {
  private static final Set<String> KNOWN =
      Set.of(
          "common_tls_context",
          "require_client_certificate",
          "require_sni",
          "session_ticket_keys",
          "session_ticket_keys_sds_secret_config",
          "disable_stateless_session_resumption",
          "disable_stateful_session_resumption",
          "session_timeout",
          "ocsp_staple_policy",
          "full_scan_certs_on_sni_mismatch");

  private static final int TICKET_KEY_BYTES = 80;

  private final SecretLookup secrets;
  private final Place place;

  private DownstreamTlsReader(SecretLookup secrets, Place place) {
    this.secrets = secrets;
    this.place = place;
  }

  public static Transport read(TransportSocket socket, SecretLookup secrets, Place place) {
    place.onlyKnows(socket, Set.of("name", "typed_config"));
    Any config = socket.getTypedConfig();
    if (TransportSockets.readPlainText(socket, place)) {
      return FilterChainPlan.PLAIN;
    }
    if (!config.is(DownstreamTlsContext.class)) {
      throw place.unserved(socket.getName() + " is not carried out; tls and raw_buffer are");
    }
    Place at = place.at("typed_config");
    return new DownstreamTlsReader(secrets, at)
        .read(at.unpack(config, DownstreamTlsContext.class), Tls::new);
  }

  /// What carries QUIC (quic_transport.proto, QuicDownstreamTransport). Early data is not taken.
  public static Transport readQuic(TransportSocket socket, SecretLookup secrets, Place place) {
    place.onlyKnows(socket, Set.of("name", "typed_config"));
    Any config = socket.getTypedConfig();
    if (!config.is(QuicDownstreamTransport.class)) {
      throw place.refused(
          "wrong transport socket config specified for quic transport socket: "
              + socket.getName()
              + "; use QuicDownstreamTransport instead");
    }
    QuicDownstreamTransport quic =
        place.at("typed_config").unpack(config, QuicDownstreamTransport.class);
    place.at("typed_config").onlyKnows(quic, Set.of("downstream_tls_context"));
    Place at = place.at("typed_config.downstream_tls_context");
    DownstreamTlsContext context = quic.getDownstreamTlsContext();
    return new DownstreamTlsReader(secrets, at)
        .read(
            context,
            tls -> {
              checkAuthorities(context, tls, at);
              tellUnheeded(tls, at);
              return new FilterChainPlan.Quic(tls);
            });
  }

  /// Over QUIC a client must not be let in with just any certificate (Envoy:
  /// quic/quic_server_transport_socket_factory.cc).
  private static void checkAuthorities(DownstreamTlsContext context, DownstreamTls tls, Place at) {
    if (!tls.asksAll() || !tls.settings().peer().authorities().isEmpty()) {
      return;
    }
    boolean validates =
        context.getCommonTlsContext().getValidationContextTypeCase()
            != ValidationContextTypeCase.VALIDATIONCONTEXTTYPE_NOT_SET;
    throw at.at("require_client_certificate")
        .refused(
            validates
                ? "the validation context has no trusted_ca, so no client certificate could be"
                    + " validated over QUIC; give one"
                : "needs a validation context over QUIC; give validation_context.trusted_ca");
  }

  /// The library that speaks QUIC has no way to be told of these.
  private static void tellUnheeded(DownstreamTls tls, Place at) {
    Place common = at.at("common_tls_context");
    if (tls.settings().certificates().stream().anyMatch(each -> !each.staple().isEmpty())) {
      common.ignored("has an OCSP staple, which is not sent over QUIC; leave it out, or use Envoy");
    }
    if (!tls.settings().curves().equals(TlsVersions.USUAL_CURVES)) {
      common.at("tls_params.ecdh_curves").ignored("is not heeded over QUIC; leave it out");
    }
    if (!tls.sessions().tickets()) {
      at.at("disable_stateless_session_resumption")
          .ignored("is not heeded over QUIC; leave it out");
    }
  }

  /// `require_sni` has no effect in Envoy 1.40 either (measured).
  private Transport read(DownstreamTlsContext context, Function<DownstreamTls, Transport> made) {
    place.onlyServes(context, KNOWN);
    Place common = place.at("common_tls_context");
    try {
      TlsSettings settings =
          new TlsReader(secrets, common)
              .read(context.getCommonTlsContext(), TlsVersions.Side.SERVER);
      if (settings.certificates().isEmpty()) {
        throw common.refused("No TLS certificates found for server context");
      }
      Stapling stapling = stapling(context);
      if (stapling == Stapling.MUST
          && settings.certificates().stream().anyMatch(each -> each.staple().isEmpty())) {
        throw common.refused(
            "Required OCSP response is missing from TLS context; give ocsp_staple");
      }
      return made.apply(
          new DownstreamTls(
              settings,
              context.getRequireClientCertificate().getValue(),
              context.getFullScanCertsOnSniMismatch().getValue(),
              stapling,
              sessions(context)));
    } catch (SecretMissing missing) {
      return new Missing(missing.secret());
    }
  }

  private Stapling stapling(DownstreamTlsContext context) {
    return switch (context.getOcspStaplePolicy()) {
      case LENIENT_STAPLING -> Stapling.LENIENT;
      case STRICT_STAPLING -> Stapling.STRICT;
      case MUST_STAPLE -> Stapling.MUST;
      case UNRECOGNIZED -> throw place.at("ocsp_staple_policy").refused("is no policy of Envoy's");
    };
  }

  private Sessions sessions(DownstreamTlsContext context) throws SecretMissing {
    boolean tickets = true;
    List<Bytes> keys =
        switch (context.getSessionTicketKeysTypeCase()) {
          case SESSION_TICKET_KEYS ->
              keys(context.getSessionTicketKeys(), place.at("session_ticket_keys"));
          case SESSION_TICKET_KEYS_SDS_SECRET_CONFIG -> {
            Place at = place.at("session_ticket_keys_sds_secret_config");
            Secret secret =
                new TlsReader(secrets, at)
                    .secret(context.getSessionTicketKeysSdsSecretConfig(), at);
            yield keys(secret.getSessionTicketKeys(), at);
          }
          case DISABLE_STATELESS_SESSION_RESUMPTION, SESSIONTICKETKEYSTYPE_NOT_SET -> List.of();
        };
    if (context.hasDisableStatelessSessionResumption()) {
      tickets = !context.getDisableStatelessSessionResumption();
    }
    return new Sessions(
        keys,
        tickets,
        !context.getDisableStatefulSessionResumption(),
        context.hasSessionTimeout() ? Durations.toSeconds(context.getSessionTimeout()) : 0);
  }

  static List<Bytes> keys(TlsSessionTicketKeys message, Place at) {
    List<Bytes> keys = new ArrayList<>();
    for (int i = 0; i < message.getKeysCount(); i++) {
      Place here = at.at("keys", i);
      byte[] key = DataSources.read(message.getKeys(i), here).getBytes(StandardCharsets.ISO_8859_1);
      if (key.length != TICKET_KEY_BYTES) {
        throw here.refused(
            "Incorrect TLS session ticket key length. Length "
                + key.length
                + ", expected length "
                + TICKET_KEY_BYTES);
      }
      keys.add(new Bytes(key));
    }
    if (keys.isEmpty()) {
      throw at.refused("has no keys");
    }
    return keys;
  }
}
