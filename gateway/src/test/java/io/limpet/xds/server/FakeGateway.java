package io.limpet.xds.server;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.Resource;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A gateway's end of a stream, which says what a test tells it.
final class FakeGateway implements AutoCloseable {
  static final int ALL_IT_CAN = Integer.MAX_VALUE;

  private final Dialect dialect;
  private final ManagedChannel channel;
  private final ClientCall<ByteString, ByteString> call;
  private final BlockingQueue<ByteString> responses = new LinkedBlockingQueue<>();
  private final CompletableFuture<Status> closed = new CompletableFuture<>();

  /// A response in either way of talking: names with versions, and what is gone.
  record Told(
      ResourceType type,
      String nonce,
      List<String> names,
      List<String> gone,
      Map<String, ByteString> content) {}

  FakeGateway(int port, Dialect dialect) {
    this(port, dialect, ALL_IT_CAN);
  }

  /// Reads `reads` responses, and more when [#read] says so.
  FakeGateway(int port, Dialect dialect, int reads) {
    this.dialect = dialect;
    this.channel =
        NettyChannelBuilder.forAddress("127.0.0.1", port)
            .usePlaintext()
            .flowControlWindow(64 << 10)
            .maxInboundMessageSize(64 << 20)
            .build();
    this.call = channel.newCall(dialect.method(), CallOptions.DEFAULT);
    call.start(
        new ClientCall.Listener<>() {
          @Override
          public void onMessage(ByteString response) {
            responses.add(response);
          }

          @Override
          public void onClose(Status status, Metadata trailers) {
            closed.complete(status);
          }
        },
        new Metadata());
    call.request(reads);
  }

  void read(int count) {
    call.request(count);
  }

  void send(Message request) {
    send(request.toByteString());
  }

  void send(ByteString request) {
    call.sendMessage(request);
  }

  void halfClose() {
    call.halfClose();
  }

  /// Asks for names; none: for all.
  void ask(ResourceType type, String... names) {
    answer(type, "", names);
  }

  /// The same in answer to a response.
  void answer(ResourceType type, String nonce, String... names) {
    send(
        switch (dialect) {
          case WHOLE_LISTS ->
              DiscoveryRequest.newBuilder()
                  .setTypeUrl(type.url())
                  .setResponseNonce(nonce)
                  .addAllResourceNames(List.of(names))
                  .build();
          case DIFFERENCES ->
              DeltaDiscoveryRequest.newBuilder()
                  .setTypeUrl(type.url())
                  .setResponseNonce(nonce)
                  .addAllResourceNamesSubscribe(List.of(names))
                  .build();
        });
  }

  /// Says who it is in its first request.
  void introduce(Node node, ResourceType type) {
    send(
        switch (dialect) {
          case WHOLE_LISTS ->
              DiscoveryRequest.newBuilder().setNode(node).setTypeUrl(type.url()).build();
          case DIFFERENCES ->
              DeltaDiscoveryRequest.newBuilder().setNode(node).setTypeUrl(type.url()).build();
        });
  }

  void unsubscribe(ResourceType type, String... names) {
    send(
        DeltaDiscoveryRequest.newBuilder()
            .setTypeUrl(type.url())
            .addAllResourceNamesUnsubscribe(List.of(names))
            .build());
  }

  /// Comes back with what it holds.
  void comeBack(ResourceType type, Map<String, String> held, String... names) {
    send(
        DeltaDiscoveryRequest.newBuilder()
            .setTypeUrl(type.url())
            .putAllInitialResourceVersions(held)
            .addAllResourceNamesSubscribe(List.of(names))
            .build());
  }

  /// Takes a response; with whole lists, the names that are wanted are said again.
  void take(Told told, String... names) {
    switch (dialect) {
      case WHOLE_LISTS -> answer(told.type(), told.nonce(), names);
      case DIFFERENCES -> answer(told.type(), told.nonce());
    }
  }

  void refuse(Told told, String why, String... names) {
    com.google.rpc.Status error =
        com.google.rpc.Status.newBuilder().setCode(13).setMessage(why).build();
    send(
        switch (dialect) {
          case WHOLE_LISTS ->
              DiscoveryRequest.newBuilder()
                  .setTypeUrl(told.type().url())
                  .setResponseNonce(told.nonce())
                  .addAllResourceNames(List.of(names))
                  .setErrorDetail(error)
                  .build();
          case DIFFERENCES ->
              DeltaDiscoveryRequest.newBuilder()
                  .setTypeUrl(told.type().url())
                  .setResponseNonce(told.nonce())
                  .setErrorDetail(error)
                  .build();
        });
  }

  /// The next response.
  Told told() {
    try {
      @Nullable ByteString bytes = responses.poll(10, TimeUnit.SECONDS);
      if (bytes == null) {
        throw new AssertionError("nothing is told; " + closed);
      }
      return read(bytes);
    } catch (InterruptedException | InvalidProtocolBufferException broken) {
      throw new IllegalStateException(broken);
    }
  }

  private Told read(ByteString bytes) throws InvalidProtocolBufferException {
    Map<String, ByteString> content = new java.util.TreeMap<>();
    return switch (dialect) {
      case WHOLE_LISTS -> {
        DiscoveryResponse response = DiscoveryResponse.parseFrom(bytes);
        for (var any : response.getResourcesList()) {
          content.put(Shapes.name(any), any.getValue());
        }
        yield new Told(
            ResourceType.of(response.getTypeUrl()).orElseThrow(),
            response.getNonce(),
            List.copyOf(content.keySet()),
            List.of(),
            content);
      }
      case DIFFERENCES -> {
        DeltaDiscoveryResponse response = DeltaDiscoveryResponse.parseFrom(bytes);
        for (Resource each : response.getResourcesList()) {
          content.put(each.getName(), each.getResource().getValue());
        }
        yield new Told(
            ResourceType.of(response.getTypeUrl()).orElseThrow(),
            response.getNonce(),
            List.copyOf(content.keySet()),
            response.getRemovedResourcesList(),
            content);
      }
    };
  }

  int waiting() {
    return responses.size();
  }

  /// How the stream ended.
  Status closed() {
    try {
      return closed.get(10, TimeUnit.SECONDS);
    } catch (Exception open) {
      throw new AssertionError("the stream does not end", open);
    }
  }

  boolean isOpen() {
    return !closed.isDone();
  }

  @Override
  public void close() {
    call.cancel("the test is over", null);
    channel.shutdownNow();
  }
}
