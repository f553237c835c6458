package io.limpet.model;

/// One thing the user wrote. Each kind is a record in a package of its API.
public interface Resource {
  Kind kind();

  Metadata metadata();

  /// Where its document begins.
  Origin origin();

  default ResourceId id() {
    return new ResourceId(kind(), metadata().namespace(), metadata().name());
  }
}
