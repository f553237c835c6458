package io.limpet.xds.bootstrap;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.envoyproxy.envoy.config.core.v3.DataSource;
import io.envoyproxy.envoy.config.core.v3.TransportSocket;
import io.envoyproxy.envoy.extensions.transport_sockets.raw_buffer.v3.RawBuffer;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CertificateValidationContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CommonTlsContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.SubjectAltNameMatcher;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.SubjectAltNameMatcher.SanType;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.TlsCertificate;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext;
import java.util.Set;
import java.util.function.BiConsumer;

/// What is not carried out of the transport socket of a cluster that is there for the control
/// plane. Such a cluster is not the proxy's: gRPC speaks to it.
record ControlPlaneTls(BiConsumer<String, String> tell) {
  void check(TransportSocket socket, String path) {
    if (socket.getTypedConfig().is(RawBuffer.class)) {
      return;
    }
    if (!socket.getTypedConfig().is(UpstreamTlsContext.class)) {
      tell.accept(path, "a control plane is asked in plain text or by TLS; use UpstreamTlsContext");
      return;
    }
    try {
      UpstreamTlsContext context = socket.getTypedConfig().unpack(UpstreamTlsContext.class);
      only(context, path + ".typed_config", Set.of("common_tls_context", "sni"));
      check(context.getCommonTlsContext(), path + ".typed_config.common_tls_context");
    } catch (InvalidProtocolBufferException broken) {
      throw new IllegalStateException("packed by ourselves", broken);
    }
  }

  private void check(CommonTlsContext common, String path) {
    only(common, path, Set.of("tls_certificates", "validation_context", "alpn_protocols"));
    for (int i = 0; i < common.getTlsCertificatesCount(); i++) {
      String at = path + ".tls_certificates[" + i + "]";
      if (i > 0) {
        notCarriedOut(at);
        continue;
      }
      TlsCertificate certificate = common.getTlsCertificates(i);
      only(certificate, at, Set.of("certificate_chain", "private_key"));
      source(certificate.getCertificateChain(), at + ".certificate_chain");
      source(certificate.getPrivateKey(), at + ".private_key");
    }
    check(common.getValidationContext(), path + ".validation_context");
  }

  private void check(CertificateValidationContext validation, String path) {
    only(validation, path, Set.of("trusted_ca", "match_typed_subject_alt_names"));
    source(validation.getTrustedCa(), path + ".trusted_ca");
    for (int i = 0; i < validation.getMatchTypedSubjectAltNamesCount(); i++) {
      SubjectAltNameMatcher each = validation.getMatchTypedSubjectAltNames(i);
      boolean named = each.getSanType() == SanType.DNS || each.getSanType() == SanType.URI;
      if (!named || !each.getMatcher().hasExact()) {
        tell.accept(
            path + ".match_typed_subject_alt_names[" + i + "]",
            "of a control plane's names only exact ones of type DNS or URI are carried out");
      }
    }
  }

  private void source(DataSource source, String path) {
    only(source, path, Set.of("filename", "inline_string", "inline_bytes"));
  }

  private void only(Message message, String path, Set<String> known) {
    for (FieldDescriptor field : message.getAllFields().keySet()) {
      if (!known.contains(field.getName())) {
        notCarriedOut(path + "." + field.getName());
      }
    }
  }

  private void notCarriedOut(String path) {
    tell.accept(path, "is not carried out by Limpet for a control plane; remove it, or use Envoy");
  }
}
