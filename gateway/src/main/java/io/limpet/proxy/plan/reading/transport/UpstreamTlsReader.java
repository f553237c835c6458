package io.limpet.proxy.plan.reading.transport;

import io.envoyproxy.envoy.config.core.v3.UpstreamHttpProtocolOptions;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext;
import io.limpet.proxy.plan.reading.fields.Place;
import io.limpet.proxy.plan.reading.transport.TlsReader.SecretMissing;
import io.limpet.proxy.plan.transport.TlsSettings;
import io.limpet.proxy.plan.transport.UpstreamTls;
import io.limpet.proxy.plan.transport.UpstreamTls.ServerName;
import io.limpet.proxy.plan.transport.UpstreamTls.Verified;
import java.util.Set;

/// TLS with endpoints (tls.proto, UpstreamTlsContext).
final class UpstreamTlsReader {
  private static final Set<String> KNOWN =
      Set.of(
          "common_tls_context",
          "sni",
          "auto_host_sni",
          "auto_sni_san_validation",
          "allow_renegotiation",
          "max_session_keys",
          "enforce_rsa_key_usage");

  private static final int MOST_NAME = 255;

  private UpstreamTlsReader() {}

  /// `http` is what the cluster says of names for HTTP.
  static UpstreamTls read(
      UpstreamTlsContext context,
      UpstreamHttpProtocolOptions http,
      SecretLookup secrets,
      Place place)
      throws SecretMissing {
    place.onlyServes(context, KNOWN);
    if (context.getSni().length() > MOST_NAME) {
      throw place.at("sni").refused("has more than " + MOST_NAME + " characters");
    }
    if (context.getAllowRenegotiation()) {
      place.at("allow_renegotiation").ignored("is not carried out; nobody renegotiates any more");
    }
    TlsSettings settings =
        new TlsReader(secrets, place.at("common_tls_context"))
            .read(context.getCommonTlsContext(), TlsVersions.Side.CLIENT);
    if (settings.certificates().size() > 1) {
      throw place
          .at("common_tls_context")
          .refused("Multiple TLS certificates are not supported for client contexts");
    }
    return new UpstreamTls(
        settings,
        new ServerName(
            context.getSni(), http.getAutoSni(), context.getAutoHostSni(), verified(context, http)),
        context.hasMaxSessionKeys() ? context.getMaxSessionKeys().getValue() : 1);
  }

  private static Verified verified(UpstreamTlsContext context, UpstreamHttpProtocolOptions http) {
    if (http.getAutoSanValidation()) {
      return Verified.OF_REQUEST;
    }
    return context.getAutoSniSanValidation() ? Verified.OF_CONNECTION : Verified.NOT;
  }
}
