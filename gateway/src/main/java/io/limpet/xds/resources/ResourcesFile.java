package io.limpet.xds.resources;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.TypedExtensionConfig;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.zip.CRC32C;

/// Resources in a file: what is written is there whole or not at all, also when the power fails.
///
/// The file is a `DiscoveryResponse` with the resources of all types, after eight bytes that say
/// what it is and the checksum of the rest. Only its owner may read it: secrets are among the
/// resources.
public final class ResourcesFile {
  private static final long MAGIC = 0x4c494d5045543031L; // LIMPET01
  private static final int HEAD_BYTES = Long.BYTES + Integer.BYTES;
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");

  private final Path file;

  public ResourcesFile(Path file) {
    this.file = file;
  }

  public Path path() {
    return file;
  }

  /// Takes the place of what was there.
  public void write(Resources resources) throws IOException {
    byte[] body = body(resources);
    ByteBuffer bytes = ByteBuffer.allocate(HEAD_BYTES + body.length);
    bytes.putLong(MAGIC).putInt(checksum(body)).put(body).flip();
    Path folder = Objects.requireNonNull(file.toAbsolutePath().getParent(), "a file in a folder");
    Files.createDirectories(folder);
    Path fresh = folder.resolve("." + file.getFileName() + ".new");
    Files.deleteIfExists(fresh);
    try (FileChannel channel =
        FileChannel.open(
            fresh,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(OWNER_ONLY))) {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /// Nothing where there is no file; an exception tells of one that is not whole.
  public Optional<Resources> read() throws IOException {
    ByteBuffer bytes;
    try {
      bytes = ByteBuffer.wrap(Files.readAllBytes(file));
    } catch (NoSuchFileException never) {
      return Optional.empty();
    }
    if (bytes.remaining() < HEAD_BYTES || bytes.getLong() != MAGIC) {
      throw new IOException(file + " is no state of Limpet's");
    }
    int expected = bytes.getInt();
    byte[] body = new byte[bytes.remaining()];
    bytes.get(body);
    if (checksum(body) != expected) {
      throw new IOException(file + " is damaged: its checksum is another");
    }
    return Optional.of(resources(DiscoveryResponse.parseFrom(body)));
  }

  private static byte[] body(Resources resources) {
    DiscoveryResponse.Builder all = DiscoveryResponse.newBuilder();
    List<Map<String, ? extends Message>> maps =
        List.of(
            resources.clusters(),
            resources.endpoints(),
            resources.listeners(),
            resources.routes(),
            resources.secrets(),
            resources.extensions());
    maps.forEach(map -> map.values().forEach(message -> all.addResources(Any.pack(message))));
    return all.build().toByteArray();
  }

  private static int checksum(byte[] body) {
    CRC32C checksum = new CRC32C();
    checksum.update(body);
    return (int) checksum.getValue();
  }

  private static Resources resources(DiscoveryResponse all) throws InvalidProtocolBufferException {
    List<Message> messages = new ArrayList<>();
    for (Any each : all.getResourcesList()) {
      for (Class<? extends Message> type : TYPES) {
        if (each.is(type)) {
          messages.add(each.unpack(type));
        }
      }
    }
    return Resources.of(0, messages);
  }

  private static final List<Class<? extends Message>> TYPES =
      List.of(
          Cluster.class,
          ClusterLoadAssignment.class,
          Listener.class,
          RouteConfiguration.class,
          Secret.class,
          TypedExtensionConfig.class);
}
