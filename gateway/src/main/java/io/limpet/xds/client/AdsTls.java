package io.limpet.xds.client;

import com.google.protobuf.InvalidProtocolBufferException;
import io.envoyproxy.envoy.config.core.v3.DataSource;
import io.envoyproxy.envoy.config.core.v3.TransportSocket;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CertificateValidationContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CommonTlsContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.TlsCertificate;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext;
import io.limpet.xds.client.Access.Identity;
import io.limpet.xds.client.Access.Material;
import io.limpet.xds.client.Access.Security;
import io.limpet.xds.client.Access.Trust;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The TLS that a bootstrap's cluster for the control plane asks for. What of it is not carried out
/// is told where the bootstrap is read.
final class AdsTls {
  private AdsTls() {}

  /// Nothing for plain text.
  static Optional<Security> security(TransportSocket socket) {
    try {
      return socket.getTypedConfig().is(UpstreamTlsContext.class)
          ? Optional.of(security(socket.getTypedConfig().unpack(UpstreamTlsContext.class)))
          : Optional.empty();
    } catch (InvalidProtocolBufferException broken) {
      throw new IllegalStateException("packed by ourselves", broken);
    }
  }

  private static Security security(UpstreamTlsContext context) {
    CommonTlsContext common = context.getCommonTlsContext();
    return new Security.Tls(
        trust(common.getValidationContext()),
        common.getTlsCertificatesCount() == 0 ? null : identity(common.getTlsCertificates(0)),
        context.getSni().isEmpty() ? null : context.getSni());
  }

  private static Trust trust(CertificateValidationContext context) {
    @Nullable Material authority = material(context.getTrustedCa());
    List<String> names =
        context.getMatchTypedSubjectAltNamesList().stream()
            .map(each -> each.getMatcher().getExact())
            .toList();
    return authority == null ? new Trust.Blind() : new Trust.OfAuthority(authority, names);
  }

  private static @Nullable Identity identity(TlsCertificate certificate) {
    @Nullable Material chain = material(certificate.getCertificateChain());
    @Nullable Material key = material(certificate.getPrivateKey());
    return chain == null || key == null ? null : new Identity(chain, key);
  }

  private static @Nullable Material material(DataSource source) {
    return switch (source.getSpecifierCase()) {
      case FILENAME -> new Material.OfFile(Path.of(source.getFilename()));
      case INLINE_STRING -> new Material.OfText(source.getInlineString());
      case INLINE_BYTES -> new Material.OfText(source.getInlineBytes().toStringUtf8());
      case ENVIRONMENT_VARIABLE, SPECIFIER_NOT_SET -> null;
    };
  }
}
