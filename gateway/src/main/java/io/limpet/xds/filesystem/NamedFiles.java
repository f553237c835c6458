package io.limpet.xds.filesystem;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Message;
import io.envoyproxy.envoy.config.core.v3.DataSource;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/// The files that a secret names, such as those of its certificate and key.
final class NamedFiles {
  private NamedFiles() {}

  static Set<Path> of(Secret secret) {
    Set<Path> files = new HashSet<>();
    each(secret.toBuilder(), source -> files.add(Path.of(source.getFilename())));
    return files;
  }

  /// The secret with what its files say in their place, so that it is another one when they change.
  /// A file that cannot be read stays named, for whoever uses the secret to tell of it; one that
  /// names none is the same object.
  static Secret read(Secret secret) {
    if (of(secret).isEmpty()) {
      return secret;
    }
    Secret.Builder whole = secret.toBuilder();
    each(whole, NamedFiles::read);
    return whole.build();
  }

  private static void read(DataSource.Builder source) {
    try {
      byte[] content = Files.readAllBytes(Path.of(source.getFilename()));
      source.setInlineBytes(ByteString.copyFrom(content));
    } catch (IOException unreadable) {
      return;
    }
  }

  private static void each(Message.Builder message, Consumer<DataSource.Builder> use) {
    for (FieldDescriptor field : message.getAllFields().keySet()) {
      if (field.getJavaType() != JavaType.MESSAGE || field.isMapField()) {
        continue;
      }
      int count = field.isRepeated() ? message.getRepeatedFieldCount(field) : 1;
      for (int i = 0; i < count; i++) {
        Message.Builder inner =
            field.isRepeated()
                ? message.getRepeatedFieldBuilder(field, i)
                : message.getFieldBuilder(field);
        if (!(inner instanceof DataSource.Builder source)) {
          each(inner, use);
        } else if (isFile(source)) {
          use.accept(source);
        }
      }
    }
  }

  private static boolean isFile(DataSource.Builder source) {
    try {
      return source.hasFilename() && Path.of(source.getFilename()).getNameCount() > 0;
    } catch (InvalidPathException noName) {
      return false;
    }
  }
}
