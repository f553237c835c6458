package io.limpet.xds.client;

import com.google.protobuf.Any;
import com.google.protobuf.Message;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.Resource;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.NettyServerBuilder;
import io.limpet.xds.resources.Resources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;

/// A control plane that has one set of resources and sends what it is asked for, in both ways of
/// talking.
public final class ReplayServer implements AutoCloseable {
  private final Server server;
  private final Resources resources;
  private final Queue<String> refusals = new ConcurrentLinkedQueue<>();

  private ReplayServer(Resources resources) throws IOException {
    this.resources = resources;
    this.server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .addService(
                ServerServiceDefinition.builder(
                        "envoy.service.discovery.v3.AggregatedDiscoveryService")
                    .addMethod(new WholeLists().method(), this::begin)
                    .addMethod(new Differences().method(), this::begin)
                    .build())
            .build()
            .start();
  }

  public static ReplayServer of(Resources resources) {
    try {
      return new ReplayServer(resources);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  public int port() {
    return server.getPort();
  }

  /// What was not taken, as it was told.
  public List<String> refusals() {
    return List.copyOf(refusals);
  }

  private ServerCall.Listener<Message> begin(ServerCall<Message, Message> call, Metadata headers) {
    call.sendHeaders(new Metadata());
    call.request(1);
    Map<ResourceType, Set<String>> sent = new ConcurrentHashMap<>();
    return new ServerCall.Listener<>() {
      @Override
      public void onMessage(Message request) {
        answer(request, sent).ifPresent(call::sendMessage);
        call.request(1);
      }
    };
  }

  private Optional<Message> answer(Message message, Map<ResourceType, Set<String>> sent) {
    return switch (message) {
      case DiscoveryRequest request -> {
        note(request.hasErrorDetail(), request.getErrorDetail());
        ResourceType type = ResourceType.of(request.getTypeUrl()).orElseThrow();
        Set<String> names = new TreeSet<>(request.getResourceNamesList());
        yield names.equals(sent.put(type, names))
            ? Optional.empty()
            : Optional.of(whole(type, names));
      }
      case DeltaDiscoveryRequest request -> {
        note(request.hasErrorDetail(), request.getErrorDetail());
        ResourceType type = ResourceType.of(request.getTypeUrl()).orElseThrow();
        boolean first = sent.putIfAbsent(type, Set.of()) == null;
        Set<String> names = new TreeSet<>(request.getResourceNamesSubscribeList());
        yield names.isEmpty() && !(first && type.wildcard())
            ? Optional.empty()
            : Optional.of(difference(type, names));
      }
      default -> throw new IllegalArgumentException(message.toString());
    };
  }

  private void note(boolean refused, com.google.rpc.Status why) {
    if (refused) {
      refusals.add(why.getMessage());
    }
  }

  private Message whole(ResourceType type, Set<String> names) {
    DiscoveryResponse.Builder response =
        DiscoveryResponse.newBuilder()
            .setTypeUrl(type.url())
            .setVersionInfo("1")
            .setNonce(type.url() + names.hashCode());
    named(type, names).forEach(each -> response.addResources(Any.pack(each)));
    return response.build();
  }

  private Message difference(ResourceType type, Set<String> names) {
    DeltaDiscoveryResponse.Builder response =
        DeltaDiscoveryResponse.newBuilder()
            .setTypeUrl(type.url())
            .setNonce(type.url() + names.hashCode());
    named(type, names)
        .forEach(
            each ->
                response.addResources(
                    Resource.newBuilder()
                        .setName(ResourceType.name(each))
                        .setVersion("1")
                        .setResource(Any.pack(each))));
    return response.build();
  }

  private Stream<? extends Message> named(ResourceType type, Set<String> names) {
    Collection<? extends Message> all =
        switch (type) {
          case CLUSTER -> resources.clusters().values();
          case ENDPOINTS -> resources.endpoints().values();
          case LISTENER -> resources.listeners().values();
          case ROUTES -> resources.routes().values();
          case SECRETS -> resources.secrets().values();
        };
    return all.stream().filter(each -> names.isEmpty() || names.contains(ResourceType.name(each)));
  }

  @Override
  public void close() {
    server.shutdownNow();
  }
}
