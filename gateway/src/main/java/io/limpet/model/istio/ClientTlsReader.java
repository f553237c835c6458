package io.limpet.model.istio;

import io.limpet.model.fields.Fields;
import io.limpet.model.istio.TrafficPolicy.ClientTls;
import io.limpet.model.istio.TrafficPolicy.ClientTls.Mode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads TLS towards endpoints. What cannot be read is never plain text: it stands for TLS that
/// trusts the system's authorities.
final class ClientTlsReader {
  private static final Map<String, Mode> MODES = Fields.words(Mode.values(), Mode::name);
  private static final ClientTls CLOSED =
      new ClientTls(Mode.SIMPLE, "", "", "", "", "", List.of(), "", null);

  private static final List<String> CERTIFICATES = List.of("clientCertificate", "privateKey");

  /// What the mesh's own certificates and authorities stand in place of.
  private static final List<String> OF_OTHERS =
      List.of(
          "clientCertificate",
          "privateKey",
          "caCertificates",
          "caCrl",
          "credentialName",
          "insecureSkipVerify");

  private ClientTlsReader() {}

  /// The `tls` of a policy, null where it is not written.
  static @Nullable ClientTls read(Fields policy) {
    ClientTls tls = policy.block("tls", ClientTlsReader::block);
    if (tls != null || !policy.has("tls")) {
      return tls;
    }
    policy.report(
        "tls",
        "tls-unread",
        "cannot be read, so endpoints are spoken to in TLS as with mode: SIMPLE; correct it");
    return CLOSED;
  }

  private static ClientTls block(Fields tls) {
    ClientTls read =
        new ClientTls(
            tls.word("mode", MODES, Mode.DISABLE),
            tls.text("clientCertificate"),
            tls.text("privateKey"),
            tls.text("caCertificates"),
            tls.text("caCrl"),
            tls.text("credentialName"),
            tls.texts("subjectAltNames"),
            tls.text("sni"),
            tls.optionalTruth("insecureSkipVerify"));
    check(tls, read);
    noEffect(tls, read.mode());
    return read;
  }

  /// `validateTLS` in Istio's `pkg/config/validation`; the rest of such a block is served.
  private static void check(Fields tls, ClientTls read) {
    boolean mutual = read.mode() == Mode.MUTUAL;
    boolean client = mutual || read.mode() == Mode.SIMPLE;
    boolean skips = Boolean.TRUE.equals(read.insecureSkipVerify());
    boolean names = !read.caCertificates().isEmpty() || !read.subjectAltNames().isEmpty();
    boolean secret = !read.credentialName().isEmpty();
    if (client && skips && (names || (!mutual && secret))) {
      Webhook.refuses(
          tls,
          "insecureSkipVerify",
          "verifies nothing, so caCertificates, credentialName and subjectAltNames mean nothing"
              + " beside it; remove one or the other");
    }
    boolean files =
        !read.clientCertificate().isEmpty()
            || !read.privateKey().isEmpty()
            || !read.caCertificates().isEmpty()
            || !read.caCrl().isEmpty();
    if (client && secret && files) {
      Webhook.refuses(
          tls,
          "credentialName",
          "cannot stand beside files of certificates; keep the one or the others");
    } else if (mutual && !secret) {
      required(tls, "clientCertificate", read.clientCertificate());
      required(tls, "privateKey", read.privateKey());
    }
  }

  /// What `core/cluster_tls.go` in Istio's pilot does not look at.
  private static void noEffect(Fields tls, Mode mode) {
    List<String> unread =
        switch (mode) {
          case DISABLE -> tls.keys().stream().filter(key -> !key.equals("mode")).sorted().toList();
          case SIMPLE -> CERTIFICATES;
          case MUTUAL -> List.of();
          case ISTIO_MUTUAL -> OF_OTHERS;
        };
    for (String key : unread) {
      if (tls.has(key)) {
        tls.warn(
            key,
            "no-effect-in-mode",
            "has no effect with " + mode + "; remove it, or write another mode");
      }
    }
  }

  private static void required(Fields tls, String key, String text) {
    if (text.isEmpty()) {
      Webhook.refuses(tls, key, "is missing, which MUTUAL needs; write it or a credentialName");
    }
  }
}
