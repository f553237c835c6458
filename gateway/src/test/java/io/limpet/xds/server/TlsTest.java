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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
                    new Metrics()))
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
    try (AdsServer server = new AdsServer(List.of(place), _ -> feed, new Metrics())) {
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
