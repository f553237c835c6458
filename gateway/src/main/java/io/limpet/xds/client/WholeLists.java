package io.limpet.xds.client;

import com.google.protobuf.Message;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.grpc.MethodDescriptor;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The state of the world: each request names all that is wanted, each response of clusters or
/// listeners has all that there is.
final class WholeLists implements Dialect {
  private static final MethodDescriptor<Message, Message> METHOD =
      Marshalling.method(
          "StreamAggregatedResources", DiscoveryRequest.parser(), DiscoveryResponse.parser());

  private final Map<ResourceType, Said> said = new EnumMap<>(ResourceType.class);

  /// What was said of one type. The version outlives a stream, the nonce does not.
  private static final class Said {
    private Set<String> names = Set.of();
    private boolean asked;
    private String version = "";
    private String nonce = "";
  }

  @Override
  public MethodDescriptor<Message, Message> method() {
    return METHOD;
  }

  @Override
  public void begin() {
    for (Said each : said.values()) {
      each.asked = false;
      each.nonce = "";
    }
  }

  @Override
  public Optional<Message> subscribe(ResourceType type, Set<String> names) {
    Said about = said.computeIfAbsent(type, _ -> new Said());
    if (about.asked ? about.names.equals(names) : names.isEmpty() && !type.wildcard()) {
      return Optional.empty();
    }
    about.asked = true;
    about.names = Set.copyOf(names);
    return Optional.of(request(type, about).build());
  }

  /// The first whole list tells what there is.
  @Override
  public void restored(ResourceType type, Set<String> names) {}

  private static DiscoveryRequest.Builder request(ResourceType type, Said about) {
    return DiscoveryRequest.newBuilder()
        .setTypeUrl(type.url())
        .setVersionInfo(about.version)
        .setResponseNonce(about.nonce)
        .addAllResourceNames(new TreeSet<>(about.names));
  }

  @Override
  public Optional<Update> read(Message message) {
    DiscoveryResponse response = (DiscoveryResponse) message;
    return ResourceType.of(response.getTypeUrl())
        .map(
            type ->
                new Update(
                    type,
                    response.getVersionInfo(),
                    response.getNonce(),
                    response.getResourcesList().stream().map(Dialect::unnamed).toList(),
                    List.of(),
                    type.wildcard()));
  }

  @Override
  public Message answer(Update update, @Nullable String refusal) {
    Said about = said.computeIfAbsent(update.type(), _ -> new Said());
    about.nonce = update.nonce();
    if (refusal == null) {
      about.version = update.version();
      return request(update.type(), about).build();
    }
    return request(update.type(), about).setErrorDetail(Dialect.error(refusal)).build();
  }

  @Override
  public Message from(Node node, Message request) {
    return ((DiscoveryRequest) request).toBuilder().setNode(node).build();
  }
}
