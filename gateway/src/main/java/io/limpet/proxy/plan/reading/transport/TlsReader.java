package io.limpet.proxy.plan.reading.transport;

import io.envoyproxy.envoy.config.core.v3.ConfigSource;
import io.envoyproxy.envoy.config.core.v3.PathConfigSource;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CertificateValidationContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CommonTlsContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CommonTlsContext.CombinedCertificateValidationContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.SdsSecretConfig;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret;
import io.limpet.pem.OcspResponse;
import io.limpet.pem.Pem;
import io.limpet.proxy.plan.reading.fields.DataSources;
import io.limpet.proxy.plan.reading.fields.Place;
import io.limpet.proxy.plan.transport.Bytes;
import io.limpet.proxy.plan.transport.PeerRules;
import io.limpet.proxy.plan.transport.TlsCertificate;
import io.limpet.proxy.plan.transport.TlsSettings;
import io.limpet.xds.resources.SdsSecrets;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What TLS has in common on both sides (common.proto, secret.proto in
/// `extensions/transport_sockets/tls/v3`).
final class TlsReader {
  private static final Set<String> KNOWN =
      Set.of(
          "tls_params",
          "tls_certificates",
          "tls_certificate_sds_secret_configs",
          "validation_context",
          "validation_context_sds_secret_config",
          "combined_validation_context",
          "alpn_protocols");

  /// Whoever gives secrets looks at `watched_directory`; here it has no effect in Envoy either.
  private static final Set<String> KNOWN_OF_CERTIFICATE =
      Set.of("certificate_chain", "private_key", "password", "ocsp_staple", "watched_directory");

  private static final int MOST_PROTOCOLS_BYTES = 65_535;

  private final SecretLookup secrets;
  private final Place place;

  TlsReader(SecretLookup secrets, Place place) {
    this.secrets = secrets;
    this.place = place;
  }

  /// Ends the reading of a context where a secret is not there yet; the name is its message.
  static final class SecretMissing extends Exception {
    private final String secret;

    SecretMissing(String secret) {
      super(secret);
      this.secret = secret;
    }

    String secret() {
      return secret;
    }
  }

  TlsSettings read(CommonTlsContext context, TlsVersions.Side side) throws SecretMissing {
    place.onlyServes(context, KNOWN);
    Place parameters = place.at("tls_params");
    return new TlsSettings(
        certificates(context),
        peer(context),
        protocols(context),
        TlsVersions.read(context.getTlsParams(), side, parameters),
        TlsVersions.ciphers(context.getTlsParams(), parameters),
        TlsVersions.curves(context.getTlsParams(), parameters));
  }

  private List<String> protocols(CommonTlsContext context) {
    int bytes = 0;
    for (String protocol : context.getAlpnProtocolsList()) {
      int length = protocol.getBytes(StandardCharsets.UTF_8).length;
      if (length == 0 || length > 255) {
        throw place.at("alpn_protocols").refused("a protocol's name has 1 to 255 bytes");
      }
      bytes += length + 1;
    }
    if (bytes > MOST_PROTOCOLS_BYTES) {
      throw place.at("alpn_protocols").refused("are longer than a client could be told");
    }
    return context.getAlpnProtocolsList();
  }

  // Certificates.

  private List<TlsCertificate> certificates(CommonTlsContext context) throws SecretMissing {
    List<TlsCertificate> found = new ArrayList<>();
    for (int i = 0; i < context.getTlsCertificatesCount(); i++) {
      found.add(certificate(context.getTlsCertificates(i), place.at("tls_certificates", i)));
    }
    for (int i = 0; i < context.getTlsCertificateSdsSecretConfigsCount(); i++) {
      Place at = place.at("tls_certificate_sds_secret_configs", i);
      Secret secret = secret(context.getTlsCertificateSdsSecretConfigs(i), at);
      if (!secret.hasTlsCertificate()) {
        throw ofAnotherKind(secret, "tls_certificate", at);
      }
      found.add(certificate(secret.getTlsCertificate(), placeOf(secret).at("tls_certificate")));
    }
    return found;
  }

  private Place placeOf(Secret secret) {
    return Place.of("Secret", secret.getName(), place.problems(), place.runtime());
  }

  static TlsCertificate certificate(
      io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.TlsCertificate message, Place at) {
    at.onlyServes(message, KNOWN_OF_CERTIFICATE);
    List<X509Certificate> chain =
        DataSources.pem(
            message.getCertificateChain(), at.at("certificate_chain"), Pem::certificates);
    Place keyPlace = at.at("private_key");
    String password =
        message.hasPassword() ? DataSources.read(message.getPassword(), at.at("password")) : "";
    PrivateKey key =
        DataSources.pem(message.getPrivateKey(), keyPlace, text -> Pem.key(text, password));
    if (!belong(key, chain.getFirst())) {
      throw keyPlace.refused("is not the key of the certificate beside it; give its own");
    }
    return stapled(message, chain, key, at);
  }

  private static TlsCertificate stapled(
      io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.TlsCertificate message,
      List<X509Certificate> chain,
      PrivateKey key,
      Place at) {
    Place place = at.at("ocsp_staple");
    String text = message.hasOcspStaple() ? DataSources.read(message.getOcspStaple(), place) : "";
    if (text.isEmpty()) {
      TlsCertificate without = new TlsCertificate(chain, key, Bytes.NONE, Instant.MIN);
      if (without.mustStaple()) {
        throw place.refused("OCSP response is required for must-staple certificate; give one");
      }
      return without;
    }
    byte[] der = text.getBytes(StandardCharsets.ISO_8859_1);
    try {
      OcspResponse response = OcspResponse.read(der);
      if (!response.isOf(chain.getFirst())) {
        throw place.refused("OCSP response does not match its TLS certificate; give its own");
      }
      return new TlsCertificate(chain, key, new Bytes(der), response.until());
    } catch (GeneralSecurityException wrong) {
      throw place.refused("cannot be read: " + wrong.getMessage());
    }
  }

  private static boolean belong(PrivateKey key, X509Certificate certificate) {
    try {
      return Pem.belongs(key, certificate);
    } catch (GeneralSecurityException another) {
      return false;
    }
  }

  // What is asked of the peer.

  private PeerRules peer(CommonTlsContext context) throws SecretMissing {
    return switch (context.getValidationContextTypeCase()) {
      case VALIDATION_CONTEXT ->
          PeerRulesReader.read(context.getValidationContext(), place.at("validation_context"));
      case VALIDATION_CONTEXT_SDS_SECRET_CONFIG -> {
        Place at = place.at("validation_context_sds_secret_config");
        Secret secret = validation(context.getValidationContextSdsSecretConfig(), at);
        yield PeerRulesReader.read(
            secret.getValidationContext(), placeOf(secret).at("validation_context"));
      }
      case COMBINED_VALIDATION_CONTEXT -> combined(context.getCombinedValidationContext());
      case VALIDATIONCONTEXTTYPE_NOT_SET -> PeerRules.NONE;
      case VALIDATION_CONTEXT_CERTIFICATE_PROVIDER,
          VALIDATION_CONTEXT_CERTIFICATE_PROVIDER_INSTANCE ->
          throw place.refused(
              "certificate providers are not carried out; use a validation_context");
    };
  }

  /// What the secret says is put over what stands beside it (protobuf's MergeFrom).
  private PeerRules combined(CombinedCertificateValidationContext both) throws SecretMissing {
    Place at = place.at("combined_validation_context");
    at.onlyServes(
        both, Set.of("default_validation_context", "validation_context_sds_secret_config"));
    Secret secret =
        validation(
            both.getValidationContextSdsSecretConfig(),
            at.at("validation_context_sds_secret_config"));
    CertificateValidationContext merged =
        both.getDefaultValidationContext().toBuilder()
            .mergeFrom(secret.getValidationContext())
            .build();
    return PeerRulesReader.read(merged, at.at("default_validation_context"));
  }

  private Secret validation(SdsSecretConfig config, Place at) throws SecretMissing {
    Secret secret = secret(config, at);
    if (!secret.hasValidationContext()) {
      throw ofAnotherKind(secret, "validation_context", at);
    }
    return secret;
  }

  /// As good as none: what else the listener or cluster does goes on.
  private static SecretMissing ofAnotherKind(Secret secret, String wanted, Place at) {
    at.awaited(
        "the secret %s has no %s; until it has, connections that need it are closed"
            .formatted(secret.getName(), wanted));
    return new SecretMissing(secret.getName());
  }

  /// Secrets stand in the bootstrap or in files, or come from the control plane that everything
  /// comes from.
  Secret secret(SdsSecretConfig config, Place at) throws SecretMissing {
    at.onlyServes(config, Set.of("name", "sds_config"));
    ConfigSource source = config.getSdsConfig();
    Place sourcePlace = at.at("sds_config");
    PathConfigSource file = SdsSecrets.file(source);
    if (source.hasPathConfigSource()) {
      Place filePlace = sourcePlace.at("path_config_source");
      filePlace.onlyServes(file, Set.of("path", "watched_directory"));
      isThere(file.getWatchedDirectory().getPath(), filePlace.at("watched_directory.path"));
    }
    @Nullable Secret found = secrets.find(SdsSecrets.key(config));
    if (found != null) {
      return found;
    }
    if (!config.hasSdsConfig()) {
      throw at.refused(
          "Unknown static secret: "
              + config.getName()
              + "; put it among static_resources.secrets, or say in sds_config where it is");
    }
    isThere(file.getPath(), sourcePlace);
    String name = "the secret " + SdsSecrets.key(config);
    if (source.hasApiConfigSource()) {
      // Istio's ISTIO_MUTUAL asks an agent beside the proxy (`sds-grpc`) in a mesh only.
      at.withheld(
          name
              + " would come from an SDS server of its own, as Istio's agent is for ISTIO_MUTUAL,"
              + " which nobody asks here; connections that need it are closed; name a Secret"
              + " instead (credentialName)");
    } else {
      at.awaited(name + " is not there yet; until it comes, connections that need it are closed");
    }
    throw new SecretMissing(config.getName());
  }

  /// Envoy begins to watch only what is there (`checkFilesystemSubscriptionBackingPath` in
  /// source/common/config/utility.cc).
  private static void isThere(String path, Place at) {
    if (!path.isEmpty() && !DataSources.isThere(path)) {
      throw at.refused("\"" + path + "\" does not exist; correct the path, or put it there first");
    }
  }
}
