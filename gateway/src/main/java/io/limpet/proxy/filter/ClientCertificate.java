package io.limpet.proxy.filter;

import io.limpet.proxy.codec.EditableHeaders;
import io.limpet.proxy.codec.HeaderName;
import io.limpet.proxy.head.CertificateFacts;
import io.limpet.proxy.head.TlsFacts;
import io.limpet.proxy.plan.ClientCertificatePlan;
import io.limpet.proxy.plan.ClientCertificatePlan.Mode;
import io.limpet.proxy.plan.ClientCertificatePlan.Part;
import java.util.List;

/// Writes `x-forwarded-client-cert` (Envoy: conn_manager_utility.cc, mutateXfccRequestHeader).
final class ClientCertificate {
  private static final HeaderName NAME = HeaderName.of("x-forwarded-client-cert");

  private ClientCertificate() {}

  static void apply(EditableHeaders head, TlsFacts tls, ClientCertificatePlan plan) {
    Mode mode = plan.mode();
    if (mode == Mode.ALWAYS_FORWARD_ONLY) {
      return;
    }
    if (mode == Mode.SANITIZE || !tls.peer().present()) {
      head.remove(NAME);
      return;
    }
    if (mode == Mode.FORWARD_ONLY) {
      return;
    }
    String own = text(tls, plan);
    if (mode == Mode.APPEND_FORWARD && head.has(NAME)) {
      head.set(NAME, String.join(",", head.headers(NAME.text())) + "," + own);
    } else {
      head.set(NAME, own);
    }
  }

  private static String text(TlsFacts tls, ClientCertificatePlan plan) {
    StringBuilder out = new StringBuilder(256);
    tls.own().uris().forEach(uri -> out.append("By=").append(uri).append(';'));
    CertificateFacts peer = tls.peer();
    out.append("Hash=").append(peer.digest("SHA-256"));
    for (Part part : plan.told()) {
      switch (part) {
        case CERT -> out.append(";Cert=\"").append(peer.encoded()).append('"');
        case CHAIN -> out.append(";Chain=\"").append(peer.encodedChain()).append('"');
        case SUBJECT -> out.append(";Subject=\"").append(peer.subject()).append('"');
        case URI -> {
          List<String> uris = peer.uris();
          (uris.isEmpty() ? List.of("") : uris).forEach(uri -> out.append(";URI=").append(uri));
        }
        case DNS -> peer.dnsNames().forEach(name -> out.append(";DNS=").append(name));
      }
    }
    return out.toString();
  }
}
