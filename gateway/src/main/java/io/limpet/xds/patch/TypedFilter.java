package io.limpet.xds.patch;

import com.google.protobuf.Any;
import java.util.Optional;

/// A filter of any kind, as far as a patch can be merged into it.
record TypedFilter(String name, Any configuration) {

  /// With another laid over it. An empty name, and no configuration, say nothing; a configuration
  /// of another type changes nothing.
  TypedFilter merged(String overName, Any over, ReadPatch patch, Matched matched) {
    String merged = overName.isEmpty() ? name : overName;
    if (over.equals(Any.getDefaultInstance())) {
      matched.add(patch);
      return new TypedFilter(merged, configuration);
    }
    Optional<Any> deep = patch.mergeInside().merge(configuration, over);
    matched.addIf(deep.isPresent(), patch);
    return new TypedFilter(merged, deep.orElse(configuration));
  }
}
