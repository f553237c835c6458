package io.limpet.mesh.building.listeners;

import static org.assertj.core.api.Assertions.assertThat;

import io.limpet.Certificates;
import io.limpet.mesh.GatewayProxy;
import io.limpet.model.Metadata;
import io.limpet.model.Origin;
import io.limpet.model.kubernetes.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretBuilderTest {
  @TempDir private Path folder;

  private static Secret secret(String name, Map<String, byte[]> data) {
    return new Secret(
        new Metadata("istio-ingress", name, "", Instant.EPOCH, Map.of(), Map.of()),
        new Origin("input.yaml", 1),
        "kubernetes.io/tls",
        data);
  }

  private Map<String, byte[]> pair() throws IOException {
    Certificates made = Certificates.make(folder, "shop", "dns:shop.example.com");
    return new HashMap<>(
        Map.of(
            "tls.crt", Files.readAllBytes(made.certificate()),
            "tls.key", Files.readAllBytes(made.key())));
  }

  private static SecretBuilder of(Secret... secrets) {
    return new SecretBuilder(GatewayProxy.DEFAULT, List.of(secrets));
  }

  @Test
  void whatAnAuthoritySaidOfACertificateGoesWithIt() throws IOException {
    Map<String, byte[]> data = pair();
    data.put("tls.ocsp-staple", "staple".getBytes(StandardCharsets.UTF_8));
    var found = (SecretBuilder.Found.Good) of(secret("shop", data)).find("kubernetes://shop");
    var certificate = (io.limpet.mesh.Secret.Certificate) found.secret();
    assertThat(certificate.ocspStaple().toArray()).asString().isEqualTo("staple");
  }

  @Test
  void noTextOfASecretShowsItsKey() throws IOException {
    Secret secret = secret("shop", pair());
    assertThat(secret.toString()).isEqualTo("Secret[" + secret.id() + ", " + secret.keys() + "]");
    assertThat(of(secret).find("kubernetes://shop").toString())
        .contains("kubernetes://shop", " bytes")
        .doesNotContain("PRIVATE");
  }

  @Test
  void aSecretIsWhatItHolds() throws IOException {
    Map<String, byte[]> data = pair();
    Secret one = secret("shop", data);
    assertThat(secret("shop", data)).isEqualTo(one).hasSameHashCodeAs(one);
    data.put("tls.key", new byte[] {1});
    assertThat(secret("shop", data)).isNotEqualTo(one);
  }
}
