package io.limpet.mesh;

import io.limpet.model.ResourceId;

/// A server of a Gateway that does not listen on `port` of the gateway, or not as it was meant:
/// `server` counts from 0.
public record SkippedServer(ResourceId gateway, int server, int port, Reason reason) {
  public enum Reason {
    /// An earlier server on that port ends TLS for one of its hosts.
    HOST_TAKEN,
    /// An earlier server on that port speaks something that cannot share it.
    PORT_TAKEN,
    /// An earlier server's routes have the same name.
    NAME_TAKEN,
    /// An earlier chain of that listener is chosen for the same connections.
    MATCH_TAKEN,
    /// No VirtualService says where its connections go.
    NO_ROUTE,
    /// A rule for the same names stands before one of its rules.
    SERVER_NAME_TAKEN,
    /// The gateway is deployed for Gateways of the Gateway API in other namespaces.
    STRANGER,
    /// The gateway may not listen there.
    PRIVILEGED_PORT
  }
}
