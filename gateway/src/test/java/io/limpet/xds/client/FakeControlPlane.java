package io.limpet.xds.client;

import com.google.protobuf.Any;
import com.google.protobuf.Message;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.Resource;
import io.grpc.InsecureServerCredentials;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCredentials;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.limpet.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// A control plane that says what a test tells it, and remembers what it was asked.
public final class FakeControlPlane implements AutoCloseable {
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  private final Server server;
  private final BlockingQueue<Message> requests = new LinkedBlockingQueue<>();
  private final AtomicReference<@Nullable ServerCall<Message, Message>> current =
      new AtomicReference<>();
  private volatile boolean refusing;
  private volatile String authorization = "";

  private FakeControlPlane(int port, ServerCredentials credentials) throws IOException {
    var whole = new WholeLists().method();
    var differences = new Differences().method();
    server =
        NettyServerBuilder.forAddress(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port), credentials)
            .addService(
                ServerServiceDefinition.builder(
                        "envoy.service.discovery.v3.AggregatedDiscoveryService")
                    .addMethod(whole, this::begin)
                    .addMethod(differences, this::begin)
                    .build())
            .build()
            .start();
  }

  public static FakeControlPlane start() {
    return startOn(0);
  }

  public static FakeControlPlane startOn(int port) {
    return startOn(port, InsecureServerCredentials.create());
  }

  public static FakeControlPlane startOn(int port, ServerCredentials credentials) {
    try {
      return new FakeControlPlane(port, credentials);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ServerCall.Listener<Message> begin(ServerCall<Message, Message> call, Metadata headers) {
    authorization = String.valueOf(headers.get(AUTHORIZATION));
    if (refusing) {
      call.close(Status.UNAVAILABLE.withDescription("not now"), new Metadata());
      return new ServerCall.Listener<>() {};
    }
    call.sendHeaders(new Metadata());
    call.request(1);
    current.set(call);
    return new ServerCall.Listener<>() {
      @Override
      public void onMessage(Message request) {
        requests.add(request);
        call.request(1);
      }
    };
  }

  /// The header of this name of the last stream, `null` if it had none.
  public String authorization() {
    return authorization;
  }

  public int port() {
    return server.getPort();
  }

  /// New streams are closed at once.
  public void refuse(boolean wanted) {
    refusing = wanted;
  }

  /// The next request, in one line: type, names, version, nonce, and whether it is a refusal.
  public String asked() {
    return text(request());
  }

  /// The next request as it came.
  public Message request() {
    try {
      @Nullable Message request = requests.poll(10, TimeUnit.SECONDS);
      if (request == null) {
        throw new AssertionError("no request came");
      }
      return request;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  public boolean isQuiet() {
    return requests.isEmpty();
  }

  public static String text(Message message) {
    List<String> words = new ArrayList<>();
    switch (message) {
      case DiscoveryRequest request -> {
        words.add(type(request.getTypeUrl()));
        words.add(request.getResourceNamesList().stream().sorted().toList().toString());
        words.add("v=" + request.getVersionInfo() + " n=" + request.getResponseNonce());
        words.add(request.hasErrorDetail() ? "NACK" : "");
      }
      case DeltaDiscoveryRequest request -> {
        words.add(type(request.getTypeUrl()));
        words.add("+" + request.getResourceNamesSubscribeList().stream().sorted().toList());
        words.add("-" + request.getResourceNamesUnsubscribeList().stream().sorted().toList());
        words.add(request.getInitialResourceVersionsMap().toString());
        words.add("n=" + request.getResponseNonce());
        words.add(request.hasErrorDetail() ? "NACK" : "");
      }
      default -> throw new IllegalArgumentException(message.toString());
    }
    return String.join(" ", words).strip();
  }

  /// The refusal's text of a request.
  public static String refusal(Message message) {
    return switch (message) {
      case DiscoveryRequest request -> request.getErrorDetail().getMessage();
      case DeltaDiscoveryRequest request -> request.getErrorDetail().getMessage();
      default -> throw new IllegalArgumentException(message.toString());
    };
  }

  private static String type(String url) {
    return ResourceType.of(url).map(Enum::name).orElse(url);
  }

  /// A whole list, with the version for a nonce too.
  public void say(String version, ResourceType type, Message... resources) {
    DiscoveryResponse.Builder response =
        DiscoveryResponse.newBuilder()
            .setTypeUrl(type.url())
            .setVersionInfo(version)
            .setNonce("n" + version);
    for (Message each : resources) {
      response.addResources(Any.pack(each));
    }
    send(response.build());
  }

  /// A difference, with the version for a nonce too.
  public void tell(String version, ResourceType type, List<String> gone, Message... resources) {
    DeltaDiscoveryResponse.Builder response =
        DeltaDiscoveryResponse.newBuilder()
            .setTypeUrl(type.url())
            .setNonce("n" + version)
            .addAllRemovedResources(gone);
    for (Message each : resources) {
      response.addResources(
          Resource.newBuilder()
              .setName(ResourceType.name(each))
              .setVersion(version)
              .setResource(Any.pack(each)));
    }
    send(response.build());
  }

  public void sayNoClusters(String version) {
    say(version, ResourceType.CLUSTER);
  }

  public void sayNoListeners(String version) {
    say(version, ResourceType.LISTENER);
  }

  /// The same in one of the two ways of talking; the resources are of one type.
  public void sayEither(boolean differences, String version, Message... resources) {
    ResourceType type =
        switch (resources[0]) {
          case Cluster _ -> ResourceType.CLUSTER;
          case ClusterLoadAssignment _ -> ResourceType.ENDPOINTS;
          case Listener _ -> ResourceType.LISTENER;
          default -> ResourceType.ROUTES;
        };
    if (differences) {
      tell(version, type, List.of(), resources);
    } else {
      say(version, type, resources);
    }
  }

  public void send(Message response) {
    call().sendMessage(response);
  }

  /// Ends the stream as a server does that breaks down.
  public void drop() {
    call().close(Status.UNAVAILABLE.withDescription("broken down"), new Metadata());
    current.set(null);
  }

  private ServerCall<Message, Message> call() {
    return Await.value("a stream", current::get);
  }

  @Override
  public void close() {
    server.shutdownNow();
    try {
      server.awaitTermination(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
