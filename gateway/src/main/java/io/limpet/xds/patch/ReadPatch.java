package io.limpet.xds.patch;

import com.google.protobuf.Empty;
import com.google.protobuf.Message;
import io.limpet.model.istio.EnvoyFilter;
import io.limpet.model.istio.EnvoyFilter.ApplyTo;
import io.limpet.model.istio.EnvoyFilter.Operation;
import io.limpet.model.istio.EnvoyFilter.Patch;
import org.jspecify.annotations.Nullable;

/// A patch whose value is a message. `number` tells it from all others; `value` is null where the
/// operation needs none. `replacesInside`: where lists are replaced, so are those in the
/// configuration of a filter or socket, which Istio 1.31 did not do yet.
record ReadPatch(
    int number, EnvoyFilter filter, Patch patch, @Nullable Message value, boolean replacesInside) {
  ApplyTo applyTo() {
    return patch.applyTo();
  }

  /// Where nothing can be inserted, to insert is to add (`convertToEnvoyFilterWrapper` in Istio's
  /// `pilot/pkg/model/envoyfilter.go`).
  Operation operation() {
    return switch (patch.operation()) {
      case INSERT_BEFORE, INSERT_AFTER, INSERT_FIRST ->
          switch (applyTo()) {
            case NETWORK_FILTER, HTTP_FILTER, LISTENER_FILTER, HTTP_ROUTE -> patch.operation();
            case LISTENER,
                FILTER_CHAIN,
                ROUTE_CONFIGURATION,
                VIRTUAL_HOST,
                CLUSTER,
                EXTENSION_CONFIG,
                BOOTSTRAP ->
                Operation.ADD;
          };
      case MERGE, ADD, REMOVE, REPLACE, MERGE_AND_REPLACE_LIST -> patch.operation();
    };
  }

  boolean merges() {
    return operation() == Operation.MERGE || replacesLists();
  }

  private boolean replacesLists() {
    return operation() == Operation.MERGE_AND_REPLACE_LIST;
  }

  /// How the value is merged.
  Merge merge() {
    return new Merge(replacesLists());
  }

  /// How the configuration of a filter or socket in the value is merged.
  Merge mergeInside() {
    return new Merge(replacesLists() && replacesInside);
  }

  /// The value; a message that says nothing where there is none.
  Message valueOrDefault() {
    return value == null ? Empty.getDefaultInstance() : value;
  }

  /// The value, where it is of this type.
  <M extends Message> M value(Class<M> type) {
    if (value == null) {
      throw new IllegalStateException("a patch without value: " + patch);
    }
    return type.cast(value);
  }
}
