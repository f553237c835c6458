package io.limpet.model.kubernetes;

import io.limpet.model.Kind;
import io.limpet.model.Metadata;
import io.limpet.model.Origin;
import io.limpet.model.Resource;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Something that few may know, such as a certificate with its key.
public final class Secret implements Resource {
  private final Metadata metadata;
  private final Origin origin;
  private final String type;
  private final Map<String, byte[]> data = new LinkedHashMap<>();

  public Secret(Metadata metadata, Origin origin, String type, Map<String, byte[]> data) {
    this.metadata = metadata;
    this.origin = origin;
    this.type = type;
    data.forEach((key, value) -> this.data.put(key, value.clone()));
  }

  @Override
  public Metadata metadata() {
    return metadata;
  }

  @Override
  public Origin origin() {
    return origin;
  }

  @Override
  public Kind kind() {
    return Kind.SECRET;
  }

  /// Such as `kubernetes.io/tls`.
  public String type() {
    return type;
  }

  public Set<String> keys() {
    return Collections.unmodifiableSet(data.keySet());
  }

  /// What stands under a key, or null where nothing does.
  public byte @Nullable [] value(String key) {
    byte[] value = data.get(key);
    return value == null ? null : value.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Secret same
        && metadata.equals(same.metadata)
        && type.equals(same.type)
        && sameData(same);
  }

  private boolean sameData(Secret other) {
    return data.keySet().equals(other.data.keySet())
        && data.entrySet().stream()
            .allMatch(each -> Arrays.equals(each.getValue(), other.data.get(each.getKey())));
  }

  @Override
  public int hashCode() {
    return metadata.hashCode();
  }

  /// Without what is secret.
  @Override
  public String toString() {
    return "Secret[" + id() + ", " + data.keySet() + "]";
  }
}
