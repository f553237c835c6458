package io.limpet.mesh.building.listeners;

import io.limpet.mesh.GatewayProxy;
import io.limpet.mesh.building.gatewayapi.Certificates;
import io.limpet.model.Kind;
import io.limpet.model.Resource;
import io.limpet.model.ResourceId;
import io.limpet.model.istio.ConfigMap;
import io.limpet.model.kubernetes.Secret;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Certificates and authorities by the names that listeners and clusters ask for, from Secrets of
/// the gateway's own namespace and from ConfigMaps (`pilot/pkg/xds/sds.go` and
/// `pilot/pkg/credentials/kube` in Istio).
/// What is not there, or is none, is not sent: the chain that needs it takes no connection.
public final class SecretBuilder {
  private static final String TYPE = "kubernetes://";

  /// Names of the Gateway API, which always say their namespace.
  private static final String GATEWAY_TYPE = "kubernetes-gateway://";

  /// Names of authorities in a ConfigMap, which is no secret: any gateway may have it.
  private static final String CONFIG_MAP_TYPE = "configmap://";

  private static final String AUTHORITIES_SUFFIX = "-cacert";

  private final GatewayProxy proxy;
  private final Map<ResourceId, Secret> secrets = new HashMap<>();
  private final Map<ResourceId, ConfigMap> configMaps = new HashMap<>();

  /// What a name leads to.
  public sealed interface Found {
    record Good(io.limpet.mesh.Secret secret) implements Found {}

    /// `namespace/name` of the Secret, and what is wrong there.
    record Bad(String secret, String why) implements Found {}
  }

  public SecretBuilder(GatewayProxy proxy, Iterable<? extends Resource> resources) {
    this.proxy = proxy;
    for (Resource each : resources) {
      if (each instanceof Secret secret) {
        secrets.put(secret.id(), secret);
      } else if (each instanceof ConfigMap config) {
        configMaps.put(config.id(), config);
      }
    }
  }

  /// What a `credentialName` is called among the resources.
  static String resourceName(String credential) {
    return credential.contains("://") ? credential : TYPE + credential;
  }

  public Optional<io.limpet.mesh.Secret> secret(String resource) {
    return find(resource) instanceof Found.Good(var secret)
        ? Optional.of(secret)
        : Optional.empty();
  }

  /// What stands behind the name of a resource.
  public Found find(String resource) {
    if (resource.startsWith(CONFIG_MAP_TYPE)) {
      return ofConfigMap(resource, resource.substring(CONFIG_MAP_TYPE.length()));
    }
    boolean ofGateway = resource.startsWith(GATEWAY_TYPE);
    if (!ofGateway && !resource.startsWith(TYPE)) {
      return new Found.Bad(resource, "is no name of a Secret");
    }
    String path = resource.substring(ofGateway ? GATEWAY_TYPE.length() : TYPE.length());
    int slash = path.indexOf('/');
    String namespace = slash < 0 ? proxy.namespace() : path.substring(0, slash);
    String name = path.substring(slash + 1);
    if (!ofGateway && !namespace.equals(proxy.namespace())) {
      return new Found.Bad(path, "is of another namespace than the gateway");
    }
    return name.endsWith(AUTHORITIES_SUFFIX)
        ? authorities(resource, namespace, name)
        : certificate(resource, namespace, name);
  }

  private Optional<Secret> stored(String namespace, String name) {
    return Optional.ofNullable(secrets.get(new ResourceId(Kind.SECRET, namespace, name)));
  }

  private Found certificate(String resource, String namespace, String name) {
    String path = namespace + "/" + name;
    Optional<Secret> secret = stored(namespace, name);
    if (secret.isEmpty()) {
      return new Found.Bad(path, "does not exist" + elsewhere(name));
    }
    boolean generic = has(secret.get(), "cert") && has(secret.get(), "key");
    if (!generic && !(has(secret.get(), "tls.crt") && has(secret.get(), "tls.key"))) {
      return new Found.Bad(path, "has neither tls.crt and tls.key nor cert and key");
    }
    io.limpet.mesh.Secret.Bytes chain = bytes(secret.get(), generic ? "cert" : "tls.crt");
    if (!isCertificate(chain)) {
      return new Found.Bad(path, "has no certificate in PEM where it should be");
    }
    return new Found.Good(
        new io.limpet.mesh.Secret.Certificate(
            resource,
            chain,
            bytes(secret.get(), generic ? "key" : "tls.key"),
            generic ? io.limpet.mesh.Secret.Bytes.NONE : bytes(secret.get(), "tls.ocsp-staple")));
  }

  /// The usual mistake: a Secret beside the Gateway resource, where nobody looks for it.
  private String elsewhere(String name) {
    return secrets.keySet().stream()
        .filter(id -> id.name().equals(name))
        .map(id -> " (the one in " + id.namespace() + " is not looked at)")
        .sorted()
        .findFirst()
        .orElse("");
  }

  /// A Secret of that name, or else the authorities beside the certificate.
  private Found authorities(String resource, String namespace, String name) {
    String plain = name.substring(0, name.length() - AUTHORITIES_SUFFIX.length());
    Optional<Secret> own = stored(namespace, name);
    String path = namespace + "/" + (own.isPresent() ? name : plain);
    Optional<Secret> secret = own.or(() -> stored(namespace, plain));
    if (secret.isEmpty()) {
      return new Found.Bad(path, "does not exist");
    }
    boolean generic = has(secret.get(), "cacert");
    if (!generic && !has(secret.get(), "ca.crt")) {
      return new Found.Bad(path, "has neither ca.crt nor cacert");
    }
    io.limpet.mesh.Secret.Bytes certificates = bytes(secret.get(), generic ? "cacert" : "ca.crt");
    if (!isCertificate(certificates)) {
      return new Found.Bad(path, "has no certificate in PEM where its authorities should be");
    }
    return new Found.Good(
        new io.limpet.mesh.Secret.Authorities(
            resource, certificates, bytes(secret.get(), generic ? "crl" : "ca.crl")));
  }

  private Found ofConfigMap(String resource, String path) {
    String plain =
        path.endsWith(AUTHORITIES_SUFFIX)
            ? path.substring(0, path.length() - AUTHORITIES_SUFFIX.length())
            : path;
    int slash = plain.indexOf('/');
    ConfigMap config =
        configMaps.get(
            new ResourceId(
                Kind.CONFIG_MAP,
                plain.substring(0, Math.max(slash, 0)),
                plain.substring(slash + 1)));
    String flaw = config == null ? "does not exist" : Certificates.flawOfAuthorities(config);
    return config == null || !flaw.isEmpty()
        ? new Found.Bad(plain, flaw)
        : new Found.Good(
            new io.limpet.mesh.Secret.Authorities(
                resource,
                text(Certificates.authorities(config)),
                text(Certificates.revoked(config))));
  }

  private static io.limpet.mesh.Secret.Bytes text(String pem) {
    return new io.limpet.mesh.Secret.Bytes(pem.getBytes(StandardCharsets.UTF_8));
  }

  private static boolean has(Secret secret, String key) {
    byte[] value = secret.value(key);
    return value != null && value.length > 0;
  }

  private static io.limpet.mesh.Secret.Bytes bytes(Secret secret, String key) {
    byte[] value = secret.value(key);
    return value == null
        ? io.limpet.mesh.Secret.Bytes.NONE
        : new io.limpet.mesh.Secret.Bytes(value);
  }

  private static boolean isCertificate(io.limpet.mesh.Secret.Bytes pem) {
    try {
      return !CertificateFactory.getInstance("X.509")
          .generateCertificates(new ByteArrayInputStream(pem.toArray()))
          .isEmpty();
    } catch (CertificateException noCertificate) {
      return false; // the finding says so
    }
  }
}
