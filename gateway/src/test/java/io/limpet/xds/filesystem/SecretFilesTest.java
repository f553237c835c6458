package io.limpet.xds.filesystem;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.AggregatedConfigSource;
import io.envoyproxy.envoy.config.core.v3.ConfigSource;
import io.envoyproxy.envoy.config.core.v3.DataSource;
import io.envoyproxy.envoy.config.core.v3.PathConfigSource;
import io.envoyproxy.envoy.config.core.v3.TransportSocket;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CertificateValidationContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CommonTlsContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.SdsSecretConfig;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.limpet.Await;
import io.limpet.model.Problem;
import io.limpet.xds.resources.Resources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is made of the files of secrets; that Envoy makes the same of them is shown by
/// SecretFilesSamenessTest.
final class SecretFilesTest {
  @TempDir Path folder;
  private final AtomicInteger changes = new AtomicInteger();
  private final SecretFiles files = new SecretFiles(changes::incrementAndGet);

  @AfterEach
  void close() {
    files.close();
  }

  private static Resources naming(ConfigSource source, Secret... secrets) {
    CommonTlsContext.Builder common = CommonTlsContext.newBuilder();
    common.setValidationContextSdsSecretConfig(
        SdsSecretConfig.newBuilder().setName("ca").setSdsConfig(source));
    Any tls = Any.pack(UpstreamTlsContext.newBuilder().setCommonTlsContext(common).build());
    Cluster cluster =
        Cluster.newBuilder()
            .setName("web")
            .setTransportSocket(TransportSocket.newBuilder().setName("tls").setTypedConfig(tls))
            .build();
    TreeMap<String, Secret> all = new TreeMap<>();
    for (Secret each : secrets) {
      all.put(each.getName(), each);
    }
    return Resources.of(1, List.of(cluster)).withSecrets(all);
  }

  private ConfigSource file(String name) {
    return ConfigSource.newBuilder()
        .setPathConfigSource(PathConfigSource.newBuilder().setPath(folder.resolve(name).toString()))
        .build();
  }

  private static Secret authority(DataSource source) {
    return Secret.newBuilder()
        .setName("ca")
        .setValidationContext(CertificateValidationContext.newBuilder().setTrustedCa(source))
        .build();
  }

  private static DataSource text(String text) {
    return DataSource.newBuilder().setInlineString(text).build();
  }

  private static String response(String trusted) {
    return """
    resources:
    - "@type": type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.Secret
      name: ca
      validation_context: {trusted_ca: {inline_string: "%s"}}
    """
        .formatted(trusted);
  }

  private static DataSource trusted(Secret secret) {
    return secret.getValidationContext().getTrustedCa();
  }

  private Secret of(SecretFiles.Followed followed, String name) {
    return Objects.requireNonNull(
        followed.resources().secrets().get("ca of " + folder.resolve(name)));
  }

  @Test
  void aBinaryResponseIsReadByItsEnding() throws IOException {
    Secret secret = authority(text("A"));
    Files.write(
        folder.resolve("s.pb"),
        DiscoveryResponse.newBuilder().addResources(Any.pack(secret)).build().toByteArray());
    assertThat(of(files.follow(naming(file("s.pb"))), "s.pb")).isEqualTo(secret);
  }

  @Test
  void whereNothingChangedTheResourcesAreTheSame() throws IOException {
    Files.writeString(folder.resolve("s.yaml"), response("A"));
    Resources resources = naming(file("s.yaml"));
    SecretFiles.Followed first = files.follow(resources);
    assertThat(files.follow(resources)).isSameAs(first);
    Resources others = resources.withSecrets(resources.secrets());
    assertThat(of(files.follow(others), "s.yaml")).isSameAs(of(first, "s.yaml"));
    Resources without = Resources.of(2, List.of());
    assertThat(files.follow(without).resources()).isSameAs(without);
  }

  @Test
  void aFileThatIsWrittenAnewIsReadToo() throws IOException {
    Path file = Files.writeString(folder.resolve("s.yaml"), response("A"));
    Resources resources = naming(file("s.yaml"));
    assertThat(trusted(of(files.follow(resources), "s.yaml"))).isEqualTo(text("A"));
    Files.delete(file);
    Files.writeString(file, response("B"));
    Await.until("that is seen", () -> changes.get() > 0);
    assertThat(trusted(of(files.follow(resources), "s.yaml"))).isEqualTo(text("B"));
  }

  /// The files that a control plane's secret names are watched, and those of a bootstrap's are not.
  @ParameterizedTest
  @CsvSource({"true, B", "false, ''"})
  void whatASecretNamesIsReadForThatOfASource(boolean ads, String then) throws IOException {
    Path certificate = Files.writeString(folder.resolve("ca.pem"), "A");
    Secret secret = authority(DataSource.newBuilder().setFilename(certificate.toString()).build());
    ConfigSource.Builder source = ConfigSource.newBuilder();
    Resources resources =
        ads
            ? naming(source.setAds(AggregatedConfigSource.getDefaultInstance()).build(), secret)
            : Resources.of(1, List.of(secret));
    assertThat(told(resources)).isEqualTo(ads ? "A" : "");
    Path next = Files.writeString(Files.createTempFile("limpet", ""), "B");
    Files.move(next, certificate, StandardCopyOption.ATOMIC_MOVE);
    if (ads) {
      Await.until("that is seen", () -> changes.get() > 0);
    }
    assertThat(told(resources)).isEqualTo(then);
  }

  private String told(Resources resources) {
    Secret secret = Objects.requireNonNull(files.follow(resources).resources().secrets().get("ca"));
    return trusted(secret).getInlineBytes().toStringUtf8();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          s.yaml | resources: [] | s.yaml:1: resources: must be the secret ca alone, not 0 \
          resources; give each secret a file of its own
          s.yaml | resources: [{"@type": type.googleapis.com/envoy.config.cluster.v3.Cluster, name: ca}] | \
          s.yaml:1: resources[0]: is no Secret, but type.googleapis.com/envoy.config.cluster.v3.Cluster
          s.yaml | resources: [{"@type": \
          type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.Secret, name: other}] | \
          s.yaml:1: resources[0].name: is "other", and "ca" is asked for; correct one of the two
          s.yaml | '' | s.yaml: is empty; give it resources, with one secret
          s.pb_text | resources { | s.pb_text: is no DiscoveryResponse: 1:12: Expected "}".
          """)
  void whatIsWrongWithAFileIsToldWithItsLineAndRemedy(String name, String text, String problem)
      throws IOException {
    Files.writeString(folder.resolve(name), text);
    SecretFiles.Followed followed = files.follow(naming(file(name)));
    assertThat(followed.resources().secrets()).isEmpty();
    assertThat(followed.problems())
        .extracting(Problem::toString)
        .containsExactly(folder + "/" + problem);
  }

  @Test
  void whatWasReadBeforeServesOnAndThatIsTold() throws IOException {
    Path file = Files.writeString(folder.resolve("s.yaml"), response("A"));
    Resources resources = naming(file("s.yaml"));
    Secret first = of(files.follow(resources), "s.yaml");
    Path next = Files.writeString(Files.createTempFile("limpet", ""), "resources: [");
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    Await.until("that is seen", () -> changes.get() > 0);
    SecretFiles.Followed followed = files.follow(resources);
    assertThat(of(followed, "s.yaml")).isSameAs(first);
    assertThat(followed.problems())
        .singleElement()
        .satisfies(
            each ->
                assertThat(each.toString())
                    .startsWith(file + ":2: is not YAML")
                    .endsWith("what was read before serves on"));
  }
}
