package io.limpet.admin;

import com.google.protobuf.ByteString;
import io.envoyproxy.envoy.config.core.v3.DataSource;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.TlsCertificate;

/// Secrets as Envoy shows them: what its API marks as sensitive is replaced
/// (`MessageUtil::redact` in source/common/protobuf/utility.cc).
final class Redacted {
  private static final String INSTEAD = "[redacted]";

  private Redacted() {}

  static Secret secret(Secret secret) {
    Secret.Builder shown = secret.toBuilder();
    switch (secret.getTypeCase()) {
      case TLS_CERTIFICATE -> redact(shown.getTlsCertificateBuilder());
      case SESSION_TICKET_KEYS ->
          shown.getSessionTicketKeysBuilder().getKeysBuilderList().forEach(Redacted::redact);
      case GENERIC_SECRET -> redact(shown.getGenericSecretBuilder().getSecretBuilder());
      case VALIDATION_CONTEXT, TYPE_NOT_SET -> {}
    }
    return shown.build();
  }

  private static void redact(TlsCertificate.Builder certificate) {
    if (certificate.hasPrivateKey()) {
      redact(certificate.getPrivateKeyBuilder());
    }
    if (certificate.hasPkcs12()) {
      redact(certificate.getPkcs12Builder());
    }
    if (certificate.hasPassword()) {
      redact(certificate.getPasswordBuilder());
    }
  }

  private static void redact(DataSource.Builder source) {
    switch (source.getSpecifierCase()) {
      case FILENAME -> source.setFilename(INSTEAD);
      case INLINE_BYTES -> source.setInlineBytes(ByteString.copyFromUtf8(INSTEAD));
      case INLINE_STRING -> source.setInlineString(INSTEAD);
      case ENVIRONMENT_VARIABLE -> source.setEnvironmentVariable(INSTEAD);
      case SPECIFIER_NOT_SET -> {}
    }
  }
}
