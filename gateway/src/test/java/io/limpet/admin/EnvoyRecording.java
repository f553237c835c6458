package io.limpet.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.limpet.xds.resources.MessageJson;
import io.limpet.xds.resources.Resources;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;

/// What an Envoy 1.40.0 was given (`lds.json` and so on, by files) and what its admin port said
/// then.
final class EnvoyRecording {
  private EnvoyRecording() {}

  static String text(String name) {
    try (InputStream in = EnvoyRecording.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), UTF_8);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  /// Without what differs from run to run.
  static String timeless(String dump) {
    return dump.replaceAll("(\"last_updated\": )\"[^\"]*\"", "$1\"…\"")
        .replaceAll("(\"version_info\": )\"[^\"]*\"", "$1\"…\"");
  }

  static Resources resources() {
    return new Resources(
        8,
        read("lds.json", Listener.class, Listener::getName),
        read("rds.json", RouteConfiguration.class, RouteConfiguration::getName),
        read("cds.json", Cluster.class, Cluster::getName),
        read("eds.json", ClusterLoadAssignment.class, ClusterLoadAssignment::getClusterName));
  }

  private static <T extends Message> NavigableMap<String, T> read(
      String file, Class<T> type, Function<T, String> name) {
    TreeMap<String, T> messages = new TreeMap<>();
    try {
      DiscoveryResponse.Builder response = DiscoveryResponse.newBuilder();
      MessageJson.read(text(file), response);
      for (Any any : response.getResourcesList()) {
        T message = any.unpack(type);
        messages.put(name.apply(message), message);
      }
    } catch (InvalidProtocolBufferException broken) {
      throw new IllegalStateException(file, broken);
    }
    return messages;
  }
}
