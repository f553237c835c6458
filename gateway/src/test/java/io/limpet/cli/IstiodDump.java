package io.limpet.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.StringValue;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.listener.v3.Filter;
import io.envoyproxy.envoy.config.listener.v3.FilterChain;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter;
import io.limpet.xds.resources.MessageJson;
import io.limpet.xds.resources.Resources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// The resources in a folder with `lds.json`, `rds.json`, `cds.json` and `eds.json`, as they were
/// on the wire: also the filters whose messages only Istio's own Envoy has.
final class IstiodDump {
  /// A type of message that is known stands in for one that is not until the JSON is read.
  private static final String STAND_IN = "type.googleapis.com/google.protobuf.StringValue";

  private IstiodDump() {}

  static Resources read(Path folder) throws IOException {
    List<Message> all = new ArrayList<>();
    all.addAll(list(folder.resolve("cds.json"), Cluster::newBuilder));
    all.addAll(list(folder.resolve("eds.json"), ClusterLoadAssignment::newBuilder));
    all.addAll(list(folder.resolve("rds.json"), RouteConfiguration::newBuilder));
    for (Message each : list(folder.resolve("lds.json"), Listener::newBuilder)) {
      all.add(whole((Listener) each));
    }
    return Resources.of(1, all);
  }

  private static List<Message> list(Path file, Supplier<Message.Builder> builders)
      throws IOException {
    List<Message> all = new ArrayList<>();
    JsonArray array = JsonParser.parseString(Files.readString(file)).getAsJsonArray();
    for (JsonElement each : array) {
      Message.Builder builder = builders.get();
      MessageJson.read(withStandIns(each).toString(), builder);
      all.add(builder.build());
    }
    return all;
  }

  private static JsonElement withStandIns(JsonElement element) {
    return switch (element) {
      case JsonArray array -> {
        JsonArray copy = new JsonArray();
        array.forEach(each -> copy.add(withStandIns(each)));
        yield copy;
      }
      case JsonObject object -> withStandIns(object);
      default -> element;
    };
  }

  private static JsonObject withStandIns(JsonObject object) {
    JsonObject copy = new JsonObject();
    if (object.has("@type") && MessageJson.type(object.get("@type").getAsString()).isEmpty()) {
      copy.addProperty("@type", STAND_IN);
      copy.addProperty("value", object.get("@type").getAsString());
      return copy;
    }
    object.entrySet().forEach(each -> copy.add(each.getKey(), withStandIns(each.getValue())));
    return copy;
  }

  /// With the types that istiod sent in the place of those that stood in.
  private static Listener whole(Listener listener) throws InvalidProtocolBufferException {
    Listener.Builder whole = listener.toBuilder();
    for (FilterChain.Builder chain : whole.getFilterChainsBuilderList()) {
      for (Filter.Builder filter : chain.getFiltersBuilderList()) {
        filter.setTypedConfig(whole(filter.getTypedConfig()));
        if (filter.getTypedConfig().is(HttpConnectionManager.class)) {
          filter.setTypedConfig(manager(filter.getTypedConfig()));
        }
      }
    }
    return whole.build();
  }

  private static Any manager(Any packed) throws InvalidProtocolBufferException {
    HttpConnectionManager.Builder manager = packed.unpack(HttpConnectionManager.class).toBuilder();
    for (HttpFilter.Builder filter : manager.getHttpFiltersBuilderList()) {
      filter.setTypedConfig(whole(filter.getTypedConfig()));
    }
    return Any.pack(manager.build());
  }

  private static Any whole(Any config) throws InvalidProtocolBufferException {
    if (!config.is(StringValue.class)) {
      return config;
    }
    return Any.newBuilder()
        .setTypeUrl(config.unpack(StringValue.class).getValue())
        .setValue(ByteString.copyFromUtf8("\b\001"))
        .build();
  }
}
