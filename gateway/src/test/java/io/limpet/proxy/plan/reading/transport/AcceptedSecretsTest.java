package io.limpet.proxy.plan.reading.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.envoyproxy.envoy.config.core.v3.DataSource;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CertificateValidationContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.TlsCertificate;
import io.limpet.TestAuthority;
import io.limpet.proxy.plan.reading.fields.PlanProblem;
import io.limpet.proxy.plan.reading.fields.RuntimeValues;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What becomes of secrets that change, fail and go.
final class AcceptedSecretsTest {
  private final AcceptedSecrets secrets = new AcceptedSecrets(RuntimeValues.NONE);
  private final List<PlanProblem> problems = new ArrayList<>();

  private Map<String, Secret> told(Secret... all) {
    problems.clear();
    Map<String, Secret> byName = new java.util.TreeMap<>();
    for (Secret each : all) {
      byName.put(each.getName(), each);
    }
    return secrets.update(byName, problems);
  }

  private static Secret certificate(String chain, String key) {
    TlsCertificate.Builder pair =
        TlsCertificate.newBuilder().setCertificateChain(file(chain)).setPrivateKey(file(key));
    return Secret.newBuilder().setName("web").setTlsCertificate(pair).build();
  }

  private static DataSource file(String name) {
    return DataSource.newBuilder().setFilename(TestAuthority.get().file(name).toString()).build();
  }

  private static Secret authorities(String pem) {
    return Secret.newBuilder()
        .setName("ca")
        .setValidationContext(
            CertificateValidationContext.newBuilder()
                .setTrustedCa(DataSource.newBuilder().setInlineString(pem)))
        .build();
  }

  @Test
  void oneThatCannotBeUsedLeavesTheLastOneAndStopsNoOther() {
    Secret good = certificate("server.pem", "server.key");
    assertThat(told(good)).containsOnly(Map.entry("web", good));
    assertThat(told(certificate("server.pem", "other.key"), authorities("no PEM")))
        .containsOnly(Map.entry("web", good));
    assertThat(problems)
        .extracting(PlanProblem::toString)
        .satisfiesExactlyInAnyOrder(
            web ->
                assertThat(web)
                    .startsWith("Secret web: tls_certificate.private_key: is not the key")
                    .endsWith("what was accepted before it serves on"),
            ca ->
                assertThat(ca)
                    .startsWith("Secret ca: validation_context.trusted_ca: ")
                    .doesNotContain("before"));
    Secret next = certificate("other.pem", "other.key");
    assertThat(told(next)).containsOnly(Map.entry("web", next));
    assertThat(problems).isEmpty();
  }

  @Test
  void oneThatIsGoneServesUntilNothingNamesIt() {
    Secret good = certificate("ec.pem", "ec.key");
    assertThat(told(good)).hasSize(1);
    secrets.forgetAllBut(_ -> true);
    assertThat(told()).containsOnly(Map.entry("web", good));
    assertThat(problems)
        .singleElement()
        .satisfies(each -> assertThat(each.text()).contains("serves on, until nothing names it"));
    assertThat(told()).hasSize(1);
    assertThat(problems).as("it is told as long as it is so").hasSize(1);
    secrets.forgetAllBut(name -> !name.equals("web"));
    assertThat(told()).isEmpty();
    assertThat(problems).isEmpty();
  }
}
