package io.limpet.xds.server;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.Resource;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// A resource as it goes over the wire: its bytes as a field of either kind of response, made once
/// for all streams.
///
/// The version is a digest of the content, so another control plane, or this one after a restart,
/// gives the same one, and a gateway that comes back is told only what differs.
final class Item {
  private static final int VERSION_BYTES = 8;
  private static final int ANY_URL = 1;
  private static final int ANY_VALUE = 2;

  /// Stands for a resource that is asked for while the gateway has none.
  static final Item NOTHING = held("", "");

  /// Stands for a resource that the gateway was told not to exist.
  static final Item GONE = held("", "");

  private final String name;
  private final String version;
  private final ByteString inWhole;
  private final ByteString inDifference;
  private final String endpoints;
  private @Nullable Item extended; // set by who makes it

  private Item(
      String name, String version, ByteString inWhole, ByteString inDifference, String endpoints) {
    this.name = name;
    this.version = version;
    this.inWhole = inWhole;
    this.inDifference = inDifference;
    this.endpoints = endpoints;
  }

  /// As gateways get it that do not know messages of our own; [#extended] is for those that do.
  /// `content` is the message's encoding.
  static Item of(ResourceType type, String name, Message message, ByteString content) {
    if (!Extensions.mayHave(content)) {
      return whole(type, name, message, content);
    }
    Item item = whole(type, name, message, Extensions.without(message));
    item.extended = whole(type, name, message, content);
    return item;
  }

  static Item of(ResourceType type, String name, Message message) {
    return of(type, name, message, Encoding.of(message));
  }

  private static Item whole(ResourceType type, String name, Message message, ByteString content) {
    String version = version(content);
    ByteString any = Encoding.field(ANY_URL, type.url()).concat(Encoding.field(ANY_VALUE, content));
    ByteString resource =
        Encoding.field(Resource.NAME_FIELD_NUMBER, name)
            .concat(Encoding.field(Resource.VERSION_FIELD_NUMBER, version))
            .concat(Encoding.field(Resource.RESOURCE_FIELD_NUMBER, any));
    return new Item(
        name,
        version,
        Encoding.field(DiscoveryResponse.RESOURCES_FIELD_NUMBER, any),
        Encoding.field(DeltaDiscoveryResponse.RESOURCES_FIELD_NUMBER, resource),
        message instanceof Cluster cluster ? endpointsOf(cluster) : "");
  }

  /// What a gateway says that it holds since a stream before.
  static Item held(String name, String version) {
    return new Item(name, version, ByteString.EMPTY, ByteString.EMPTY, "");
  }

  static Item noEndpoints(String cluster) {
    return of(
        ResourceType.ENDPOINTS,
        cluster,
        ClusterLoadAssignment.newBuilder().setClusterName(cluster).build());
  }

  private static String endpointsOf(Cluster cluster) {
    if (cluster.getType() != Cluster.DiscoveryType.EDS) {
      return "";
    }
    String service = cluster.getEdsClusterConfig().getServiceName();
    return service.isEmpty() ? cluster.getName() : service;
  }

  private static String version(ByteString content) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      content.asReadOnlyByteBufferList().forEach(digest::update);
      return HexFormat.of().formatHex(digest.digest(), 0, VERSION_BYTES);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java has SHA-256", impossible);
    }
  }

  String name() {
    return name;
  }

  String version() {
    return version;
  }

  /// As a field of a [DiscoveryResponse].
  ByteString inWhole() {
    return inWhole;
  }

  /// As a field of a [DeltaDiscoveryResponse].
  ByteString inDifference() {
    return inDifference;
  }

  int size() {
    return inDifference.size();
  }

  /// The name of the load assignment that a cluster waits for, empty if none.
  String endpoints() {
    return endpoints;
  }

  /// Whether it is a resource, and not the lack of one.
  boolean isHeld() {
    return !version.isEmpty();
  }

  boolean isSameAs(Item other) {
    return isHeld()
        && version.equals(other.version)
        && extended().version.equals(other.extended().version);
  }

  Item extended() {
    return extended == null ? this : extended;
  }

  @Override
  public String toString() {
    return name + "@" + version;
  }
}
