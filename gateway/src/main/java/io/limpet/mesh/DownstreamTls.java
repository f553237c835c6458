package io.limpet.mesh;

import java.util.ArrayList;
import java.util.List;

/// How the gateway ends the TLS of its clients. Texts that were not written are empty, and so are
/// lists.
public record DownstreamTls(
    Credentials credentials,
    ClientCertificate client,
    Parameters parameters,
    Verification verification,
    List<String> applicationProtocols) {
  public DownstreamTls {
    applicationProtocols = List.copyOf(applicationProtocols);
  }

  /// The secrets that the control plane is asked for.
  public List<String> secretNames() {
    if (!(credentials instanceof Credentials.Secrets secrets)) {
      return List.of();
    }
    List<String> names = new ArrayList<>(secrets.certificates());
    if (client != ClientCertificate.NOT_ASKED) {
      names.add(secrets.authorities());
    }
    return names;
  }

  /// Whether a client shows a certificate.
  public enum ClientCertificate {
    NOT_ASKED,
    OPTIONAL,
    REQUIRED
  }

  /// Where the gateway's own certificates are.
  public sealed interface Credentials {
    /// Those of the [Secret]s of these names; `authorities` names that by which clients are
    /// verified.
    record Secrets(List<String> certificates, String authorities) implements Credentials {
      public Secrets {
        certificates = List.copyOf(certificates);
      }
    }

    /// Files on the gateway's own disk; each pair is a certificate.
    record Files(List<Pair> pairs, String authorities) implements Credentials {
      public Files {
        pairs = List.copyOf(pairs);
      }
    }

    /// What the mesh gives to each of its workloads.
    record Mesh() implements Credentials {}
  }

  /// Two files.
  public record Pair(String certificate, String key) {}

  /// Words of Istio's API, such as `TLSV1_2`.
  public record Parameters(
      String minimum, String maximum, List<String> cipherSuites, List<String> curves) {
    public static final Parameters NONE = new Parameters("", "", List.of(), List.of());

    public Parameters {
      curves = List.copyOf(curves);
      cipherSuites = List.copyOf(cipherSuites);
    }
  }

  /// What must hold of a client's certificate, besides who signed it.
  public record Verification(
      List<String> subjectAltNames, List<String> spki, List<String> hashes, String crl) {
    public static final Verification NONE = new Verification(List.of(), List.of(), List.of(), "");

    public Verification {
      subjectAltNames = List.copyOf(subjectAltNames);
      spki = List.copyOf(spki);
      hashes = List.copyOf(hashes);
    }
  }
}
