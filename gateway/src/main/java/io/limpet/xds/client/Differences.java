package io.limpet.xds.client;

import com.google.protobuf.Message;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.Resource;
import io.grpc.MethodDescriptor;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Differences: requests and responses tell what is new and what is gone since the last one. On
/// another stream we say which version of each resource we hold.
final class Differences implements Dialect {
  private static final MethodDescriptor<Message, Message> METHOD =
      Marshalling.method(
          "DeltaAggregatedResources",
          DeltaDiscoveryRequest.parser(),
          DeltaDiscoveryResponse.parser());

  private final Map<ResourceType, Said> said = new EnumMap<>(ResourceType.class);

  /// What was said of one type. The versions outlive a stream.
  private static final class Said {
    private Set<String> names = Set.of();
    private boolean asked;
    private final Map<String, String> versions = new HashMap<>();
  }

  @Override
  public MethodDescriptor<Message, Message> method() {
    return METHOD;
  }

  @Override
  public void begin() {
    said.values().forEach(each -> each.asked = false);
  }

  @Override
  public Optional<Message> subscribe(ResourceType type, Set<String> names) {
    Said about = said.computeIfAbsent(type, _ -> new Said());
    boolean first = !about.asked;
    if (first ? names.isEmpty() && !type.wildcard() : about.names.equals(names)) {
      return Optional.empty();
    }
    DeltaDiscoveryRequest.Builder request =
        DeltaDiscoveryRequest.newBuilder().setTypeUrl(type.url());
    if (!type.wildcard()) {
      about.versions.keySet().retainAll(names);
    }
    if (first) {
      request.addAllResourceNamesSubscribe(new TreeSet<>(names));
      request.putAllInitialResourceVersions(about.versions);
    } else {
      request.addAllResourceNamesSubscribe(without(names, about.names));
      request.addAllResourceNamesUnsubscribe(without(about.names, names));
    }
    about.asked = true;
    about.names = Set.copyOf(names);
    return Optional.of(request.build());
  }

  @Override
  public void restored(ResourceType type, Set<String> names) {
    Map<String, String> versions = said.computeIfAbsent(type, _ -> new Said()).versions;
    names.forEach(name -> versions.putIfAbsent(name, ""));
  }

  private static Set<String> without(Set<String> all, Set<String> some) {
    Set<String> rest = new TreeSet<>(all);
    rest.removeAll(some);
    return rest;
  }

  @Override
  public Optional<Update> read(Message message) {
    DeltaDiscoveryResponse response = (DeltaDiscoveryResponse) message;
    return ResourceType.of(response.getTypeUrl())
        .map(
            type ->
                new Update(
                    type,
                    response.getSystemVersionInfo(),
                    response.getNonce(),
                    response.getResourcesList().stream().map(Differences::received).toList(),
                    response.getRemovedResourcesList(),
                    false));
  }

  private static Update.Received received(Resource resource) {
    return new Update.Received(resource.getName(), resource.getVersion(), resource.getResource());
  }

  /// Of what was refused in part, all counts as not held: it is told again on the next stream.
  @Override
  public Message answer(Update update, @Nullable String refusal) {
    DeltaDiscoveryRequest.Builder answer =
        DeltaDiscoveryRequest.newBuilder()
            .setTypeUrl(update.type().url())
            .setResponseNonce(update.nonce());
    if (refusal != null) {
      return answer.setErrorDetail(Dialect.error(refusal)).build();
    }
    Map<String, String> versions = said.computeIfAbsent(update.type(), _ -> new Said()).versions;
    update.resources().forEach(each -> versions.put(each.name(), each.version()));
    update.removed().forEach(versions::remove);
    return answer.build();
  }

  @Override
  public Message from(Node node, Message request) {
    return ((DeltaDiscoveryRequest) request).toBuilder().setNode(node).build();
  }
}
