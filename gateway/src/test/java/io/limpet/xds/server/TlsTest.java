package io.limpet.xds.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.TlsChannelCredentials;
import io.grpc.netty.NettyChannelBuilder;
import io.limpet.Await;
import io.limpet.Certificates;
import io.limpet.metrics.Metrics;
import io.limpet.xds.server.AdsServer.Place;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The TLS port: with certificates of files, also of those that gateways show.
final class TlsTest {
  @TempDir Path folder;

  @Test
  void filesThatAreNoCertificatesAreNamed() throws IOException {
    Path some = Files.writeString(folder.resolve("tls.crt"), "no certificate");
    InetSocketAddress anywhere = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    assertThatThrownBy(
            () ->
                new AdsServer(
                    List.of(
                        new Place(anywhere, null),
                        new Place(anywhere, new TlsFiles(some, folder.resolve("none"), null))),
                    _ -> new Feed(Clock.systemUTC()),
                    new Metrics(),
                    _ -> {}))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("none");
    assertThat(some).exists();
  }

  @Test
  void gatewaysAreServedOverTlsWithACertificateAndWithout() throws IOException {
    Certificates own = Certificates.make(folder, "control", "ip:127.0.0.1");
    Certificates gateways = Certificates.make(folder, "gateway", "dns:gateway");
    Feed feed = new Feed(Clock.systemUTC());
    feed.publish(new Shapes().cluster("a", 1).resources());
    Place place =
        new Place(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            new TlsFiles(own.certificate(), own.key(), gateways.certificate()));
    try (AdsServer server = new AdsServer(List.of(place), _ -> feed, new Metrics(), _ -> {})) {
      assertThat(told(server.port(), TlsChannelCredentials.newBuilder(), own)).isPositive();
      assertThat(
              told(
                  server.port(),
                  TlsChannelCredentials.newBuilder()
                      .keyManager(gateways.certificate().toFile(), gateways.key().toFile()),
                  own))
          .isPositive();
    }
  }

  private static Path pem(String name) {
    return Path.of("src/test/resources/pem", name);
  }

  private static Place anywhere(TlsFiles files) {
    return new Place(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), files);
  }

  private static Feed feed() {
    Feed feed = new Feed(Clock.systemUTC());
    feed.publish(new Shapes().cluster("a", 1).resources());
    return feed;
  }

  @ParameterizedTest
  @CsvSource({
    "rsa.crt, rsa-pkcs1.pem",
    "rsa.crt, rsa-pkcs8.pem",
    "ec.crt, ec-sec1.pem",
    "ec.crt, ec-pkcs8.pem"
  })
  void theKeyMayHaveAnyOfTheFormsThatOpensslWrites(String certificate, String key)
      throws IOException {
    Feed feed = feed();
    Place place = anywhere(new TlsFiles(pem(certificate), pem(key), null));
    try (AdsServer server = new AdsServer(List.of(place), _ -> feed, new Metrics(), _ -> {})) {
      assertThat(
              told(
                  server.port(),
                  TlsChannelCredentials.newBuilder(),
                  new Certificates(pem(certificate), pem(key))))
          .isPositive();
    }
  }

  @Test
  void aKeyOfAnotherCertificateIsNoStart() {
    Place place = anywhere(new TlsFiles(pem("rsa.crt"), pem("ec-sec1.pem"), null));
    assertThatThrownBy(
            () -> new AdsServer(List.of(place), _ -> feed(), new Metrics(), _ -> {}).close())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("ec-sec1.pem: the key is not that of the first certificate");
  }

  /// As Kubernetes and cert-manager replace them: one after the other, so that for a while they do
  /// not belong together.
  @Test
  void filesThatAreReplacedCountWhenTheyBelongTogetherAgain() throws IOException {
    Path certificate = folder.resolve("tls.crt");
    Path key = folder.resolve("tls.key");
    Files.copy(pem("ec.crt"), certificate);
    Files.copy(pem("ec-sec1.pem"), key);
    Feed feed = feed();
    Queue<String> said = new ConcurrentLinkedQueue<>();
    Place place = anywhere(new TlsFiles(certificate, key, null));
    try (AdsServer server = new AdsServer(List.of(place), _ -> feed, new Metrics(), said::add)) {
      Certificates before = new Certificates(pem("ec.crt"), pem("ec-sec1.pem"));
      Certificates after = new Certificates(pem("rsa.crt"), pem("rsa-pkcs1.pem"));
      Files.writeString(certificate, Files.readString(pem("rsa.crt")));
      Await.until("it is told", () -> said.toString().contains("what was there before goes on"));
      assertThat(told(server.port(), TlsChannelCredentials.newBuilder(), before)).isPositive();
      Files.writeString(key, Files.readString(pem("rsa-pkcs1.pem")));
      Await.until("they are read", () -> said.toString().contains("read again"));
      assertThat(told(server.port(), TlsChannelCredentials.newBuilder(), after)).isPositive();
      assertThatThrownBy(() -> told(server.port(), TlsChannelCredentials.newBuilder(), before))
          .hasMessageContaining("UNAVAILABLE");
    }
  }

  /// How many bytes the first response has.
  private static int told(int port, TlsChannelCredentials.Builder credentials, Certificates server)
      throws IOException {
    ManagedChannel channel =
        NettyChannelBuilder.forAddress(
                "127.0.0.1", port, credentials.trustManager(server.certificate().toFile()).build())
            .build();
    try {
      ClientCall<ByteString, ByteString> call =
          channel.newCall(Dialect.DIFFERENCES.method(), CallOptions.DEFAULT);
      CompletableFuture<ByteString> response = new CompletableFuture<>();
      call.start(
          new ClientCall.Listener<>() {
            @Override
            public void onMessage(ByteString message) {
              response.complete(message);
            }

            @Override
            public void onClose(Status status, Metadata trailers) {
              response.completeExceptionally(status.asException());
            }
          },
          new Metadata());
      call.request(1);
      call.sendMessage(
          DeltaDiscoveryRequest.newBuilder()
              .setTypeUrl(ResourceType.CLUSTER.url())
              .build()
              .toByteString());
      return response.orTimeout(20, TimeUnit.SECONDS).join().size();
    } finally {
      channel.shutdownNow();
    }
  }
}
