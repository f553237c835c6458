package io.limpet.xds.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.envoyproxy.envoy.config.core.v3.Node;
import io.grpc.ServerCredentials;
import io.grpc.TlsServerCredentials;
import io.grpc.TlsServerCredentials.ClientAuth;
import io.limpet.Await;
import io.limpet.Certificates;
import io.limpet.xds.client.Access.Identity;
import io.limpet.xds.client.Access.Material;
import io.limpet.xds.client.Access.Security;
import io.limpet.xds.client.Access.Trust;
import io.limpet.xds.client.AdsOptions.Fetch;
import io.limpet.xds.client.AdsOptions.Server;
import io.limpet.xds.client.AdsOptions.Talk;
import io.limpet.xds.resources.Resources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// How a control plane is reached: TLS with certificates from files, and a token.
final class AccessTest {
  private static final Duration SHORT = Duration.ofMillis(20);

  private final FakeCarrier carrier = new FakeCarrier();
  private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();

  @TempDir Path folder;

  @AfterEach
  void close() {
    executor.shutdownNow();
  }

  @Test
  void theTokenIsReadAgainForEachStream() throws IOException {
    Path token = Files.writeString(folder.resolve("token"), "first\n");
    try (FakeControlPlane plane = FakeControlPlane.start();
        var _ = client(plane, new Access(new Security.PlainText(), token, Duration.ZERO))) {
      plane.request();
      assertThat(plane.authorization()).isEqualTo("Bearer first");
      Files.writeString(token, "second");
      plane.drop();
      plane.request();
      assertThat(plane.authorization()).isEqualTo("Bearer second");
    }
  }

  @Test
  void aTokenThatCannotBeReadIsToldAndTriedAgain() throws IOException {
    Path token = folder.resolve("token");
    try (FakeControlPlane plane = FakeControlPlane.start();
        var _ = client(plane, new Access(new Security.PlainText(), token, Duration.ZERO))) {
      Await.until("it is told", () -> told("no stream to 127.0.0.1"));
      Files.writeString(token, "late");
      plane.request();
      assertThat(plane.authorization()).isEqualTo("Bearer late");
    }
  }

  @Test
  void bothSidesShowTheirCertificates() throws IOException {
    Certificates server = Certificates.make(folder, "istiod", "dns:istiod.test");
    Certificates gateway = Certificates.make(folder, "gateway", "dns:gateway.test");
    Identity identity = new Identity(file(gateway.certificate()), file(gateway.key()));
    Security tls = new Security.Tls(ofHost(server.certificate()), identity, "istiod.test");
    try (FakeControlPlane plane = FakeControlPlane.startOn(0, credentials(server, gateway));
        var _ = client(plane, new Access(tls, null, Duration.ofSeconds(30)))) {
      assertThat(plane.asked()).isEqualTo("CLUSTER [] v= n=");
    }
  }

  @Test
  void aServerWithAnotherNameIsNotAsked() throws IOException {
    Certificates server = Certificates.make(folder, "istiod", "dns:istiod.test");
    Security tls = new Security.Tls(ofHost(server.certificate()), null, null);
    try (FakeControlPlane plane = FakeControlPlane.startOn(0, credentials(server, null));
        var _ = client(plane, new Access(tls, null, Duration.ZERO))) {
      Await.until("it is told", () -> told("UNAVAILABLE"));
      assertThat(plane.isQuiet()).isTrue();
    }
  }

  /// The files of a certificate authority are replaced while nobody restarts the gateway.
  @Test
  void certificatesAreReadAgainForEachStream() throws IOException {
    Certificates server = Certificates.make(folder, "istiod", "dns:istiod.test");
    Path trusted = folder.resolve("trusted.pem");
    Files.copy(Certificates.make(folder, "other", "dns:other.test").certificate(), trusted);
    Security tls = new Security.Tls(ofHost(trusted), null, "istiod.test");
    try (FakeControlPlane plane = FakeControlPlane.startOn(0, credentials(server, null));
        var _ = client(plane, new Access(tls, null, Duration.ZERO))) {
      Await.until("it is told", () -> told("UNAVAILABLE"));
      Files.writeString(trusted, Files.readString(server.certificate()));
      assertThat(plane.asked()).isEqualTo("CLUSTER [] v= n=");
    }
  }

  private static Material file(Path path) {
    return new Material.OfFile(path);
  }

  private static Trust ofHost(Path authority) {
    return new Trust.OfHost(file(authority));
  }

  private boolean told(String text) {
    return carrier.told.stream().anyMatch(each -> each.contains(text));
  }

  private static ServerCredentials credentials(Certificates own, @Nullable Certificates client)
      throws IOException {
    TlsServerCredentials.Builder builder =
        TlsServerCredentials.newBuilder()
            .keyManager(own.certificate().toFile(), own.key().toFile());
    if (client != null) {
      builder.trustManager(client.certificate().toFile()).clientAuth(ClientAuth.REQUIRE);
    }
    return builder.build();
  }

  private AdsClient client(FakeControlPlane plane, Access access) {
    AdsOptions options =
        new AdsOptions(
                List.of(new Server("127.0.0.1", plane.port())),
                new Talk(false, false, SHORT, SHORT),
                Node.newBuilder().setId("n1").build(),
                Fetch.DEFAULT,
                Fetch.DEFAULT)
            .withAccess(access);
    AdsClient client = new AdsClient(options, Resources.EMPTY, carrier, executor);
    client.start();
    return client;
  }
}
