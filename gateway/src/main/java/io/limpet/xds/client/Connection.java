package io.limpet.xds.client;

import io.grpc.ChannelCredentials;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.netty.NettyChannelBuilder;
import io.limpet.xds.client.Access.Security;
import io.limpet.xds.client.AdsOptions.Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One connection to a control plane, not made yet: with the certificates and the token that the
/// files have now.
record Connection(ManagedChannel channel, Metadata headers) {
  /// gRPC's own limit of 4 MiB is less than what a large mesh has in one response.
  private static final int MAX_MESSAGE_BYTES = 256 << 20;

  private static final long KEEPALIVE_ANSWER_SECONDS = 10;
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  static Connection to(Server server, Access access, Executor executor) throws IOException {
    Metadata headers = headers(access.token());
    NettyChannelBuilder builder =
        NettyChannelBuilder.forAddress(server.host(), server.port(), credentials(access.security()))
            .maxInboundMessageSize(MAX_MESSAGE_BYTES)
            .executor(executor)
            .disableRetry();
    if (access.security() instanceof Security.Tls tls && tls.name() != null) {
      builder.overrideAuthority(tls.name());
    }
    if (access.keepAlive().isPositive()) {
      builder
          .keepAliveTime(access.keepAlive().toMillis(), TimeUnit.MILLISECONDS)
          .keepAliveTimeout(KEEPALIVE_ANSWER_SECONDS, TimeUnit.SECONDS);
    }
    return new Connection(builder.build(), headers);
  }

  private static ChannelCredentials credentials(Security security) throws IOException {
    return switch (security) {
      case Security.PlainText() -> InsecureChannelCredentials.create();
      case Security.Tls tls -> TlsCredentials.of(tls);
    };
  }

  private static Metadata headers(@Nullable Path token) throws IOException {
    Metadata headers = new Metadata();
    if (token != null) {
      headers.put(AUTHORIZATION, "Bearer " + Files.readString(token).strip());
    }
    return headers;
  }
}
