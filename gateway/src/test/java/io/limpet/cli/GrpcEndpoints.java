package io.limpet.cli;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Server;
import io.grpc.ServerCredentials;
import io.grpc.ServerServiceDefinition;
import io.grpc.TlsChannelCredentials;
import io.grpc.TlsServerCredentials;
import io.grpc.TlsServerCredentials.ClientAuth;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.ServerCalls;
import io.limpet.TestAuthority;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/// Two gRPC servers, in plain text and by mutual TLS, that tell their name and what they were
/// asked; and a client of them.
final class GrpcEndpoints {
  private static final int SECONDS = 10;
  private static final TestAuthority FILES = TestAuthority.get();
  private static final MethodDescriptor<String, String> METHOD =
      MethodDescriptor.<String, String>newBuilder(Text.PLAIN, Text.PLAIN)
          .setFullMethodName("test.Service/ask")
          .setType(MethodType.UNARY)
          .build();

  private final Server plain = server("plain", InsecureServerCredentials.create());
  private final Server secret =
      server(
          "secret",
          TlsServerCredentials.newBuilder()
              .keyManager(FILES.file("endpoint.pem").toFile(), FILES.file("endpoint.key").toFile())
              .trustManager(FILES.file("ca.pem").toFile())
              .clientAuth(ClientAuth.REQUIRE)
              .build());

  GrpcEndpoints() throws IOException {}

  private enum Text implements MethodDescriptor.Marshaller<String> {
    PLAIN;

    @Override
    public InputStream stream(String value) {
      return new ByteArrayInputStream(value.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String parse(InputStream stream) {
      try {
        return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static Server server(String name, ServerCredentials credentials) throws IOException {
    return NettyServerBuilder.forAddress(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), credentials)
        .addService(
            ServerServiceDefinition.builder("test.Service")
                .addMethod(
                    METHOD,
                    ServerCalls.asyncUnaryCall(
                        (asked, answer) -> {
                          answer.onNext(name + ": " + asked);
                          answer.onCompleted();
                        }))
                .build())
        .build()
        .start();
  }

  int plain() {
    return plain.getPort();
  }

  int secret() {
    return secret.getPort();
  }

  /// Asks by TLS under that name, with a certificate of our own, for one of the two servers.
  String ask(int port, String name, String to) throws Exception {
    var credentials =
        TlsChannelCredentials.newBuilder()
            .keyManager(FILES.file("client.pem").toFile(), FILES.file("client.key").toFile())
            .trustManager(FILES.file("ca.pem").toFile())
            .build();
    ManagedChannel channel =
        Grpc.newChannelBuilderForAddress("127.0.0.1", port, credentials)
            .overrideAuthority(name)
            .build();
    Metadata wish = new Metadata();
    wish.put(Metadata.Key.of("to", Metadata.ASCII_STRING_MARSHALLER), to);
    try {
      Channel wishing =
          ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(wish));
      CallOptions options = CallOptions.DEFAULT.withDeadlineAfter(SECONDS, TimeUnit.SECONDS);
      return ClientCalls.blockingUnaryCall(wishing, METHOD, options, name);
    } finally {
      var _ = channel.shutdownNow();
      var _ = channel.awaitTermination(SECONDS, TimeUnit.SECONDS);
    }
  }

  void stop() throws InterruptedException {
    for (Server each : new Server[] {plain, secret}) {
      var _ = each.shutdownNow();
      each.awaitTermination();
    }
  }
}
