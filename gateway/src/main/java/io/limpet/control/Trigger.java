package io.limpet.control;

import io.limpet.model.Change;
import io.limpet.model.Kind;

/// What kind of change it is that something is told for, in istiod's words: those of
/// `pilot_inbound_updates` and of `pilot_push_triggers` (`pilot/pkg/xds/monitoring.go`).
public enum Trigger {
  ENDPOINT("eds", "endpoint"),
  SERVICE("svc", "service"),
  SECRET("config", "secret"),
  NAMESPACE("config", "namespace"),
  CONFIG("config", "config");

  private final String update;
  private final String reason;

  Trigger(String update, String reason) {
    this.update = update;
    this.reason = reason;
  }

  static Trigger of(Change change) {
    return switch (change) {
      case Change.Put put -> of(put.resource().kind());
      case Change.Delete delete -> of(delete.id().kind());
      case Change.Problems _, Change.KeySet _, Change.Synced _ -> CONFIG;
    };
  }

  private static Trigger of(Kind kind) {
    if (kind == Kind.ENDPOINT_SLICE || kind == Kind.POD) {
      return ENDPOINT;
    }
    if (kind == Kind.SERVICE) {
      return SERVICE;
    }
    if (kind == Kind.SECRET) {
      return SECRET;
    }
    return kind == Kind.NAMESPACE ? NAMESPACE : CONFIG;
  }

  /// As what it is counted when it comes.
  public String update() {
    return update;
  }

  /// As what it is counted when gateways are told.
  public String reason() {
    return reason;
  }
}
