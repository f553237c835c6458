package io.limpet.mesh;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// TLS towards a cluster's endpoints.
///
/// `mesh` is the TLS of Istio's proxies among themselves. `certificate` is what we show, null for
/// nothing. `sni` is empty where each request's host is taken. `verifiesHost`: the endpoint's
/// certificate must be for that host, as no other names are written. Empty `curves` and `ciphers`
/// are Envoy's.
public record UpstreamTls(
    boolean mesh,
    @Nullable Certificate certificate,
    Trust trust,
    List<String> subjectAltNames,
    String sni,
    boolean verifiesHost,
    List<String> curves,
    List<String> ciphers) {
  public UpstreamTls {
    curves = List.copyOf(curves);
    ciphers = List.copyOf(ciphers);
    subjectAltNames = List.copyOf(subjectAltNames);
  }

  /// The secrets that the control plane is asked for.
  List<String> secretNames() {
    List<SecretName> names = new ArrayList<>();
    if (certificate instanceof Certificate.Secret(SecretName name)) {
      names.add(name);
    }
    if (trust instanceof Trust.Secret(SecretName name, _)) {
      names.add(name);
    }
    return names.stream().filter(each -> !each.ofAgent()).map(SecretName::name).toList();
  }

  /// A certificate with its key.
  public sealed interface Certificate {
    record Files(String chain, String key) implements Certificate {}

    record Secret(SecretName name) implements Certificate {}
  }

  /// Who vouches for the endpoint's certificate.
  public sealed interface Trust {
    /// Nobody has to. `said`: istiod writes that down, as something empty.
    record Anyone(boolean said) implements Trust {}

    /// The authorities in a file.
    record File(String authorities, String crl) implements Trust {}

    record Secret(SecretName name, String crl) implements Trust {}
  }

  /// `ofAgent`: Istio's agent beside the proxy answers for it, not the control plane.
  public record SecretName(String name, boolean ofAgent) {}
}
