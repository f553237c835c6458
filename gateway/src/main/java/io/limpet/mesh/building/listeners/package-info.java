/// The listeners of the servers: filter chains, the TLS that ends in them and its secrets, and what
/// is relayed byte for byte.
///
/// **In:** servers by where they listen, VirtualServices' `tcp` and `tls`, Secrets.
/// **Out:** [io.limpet.mesh.Listener]s and [io.limpet.mesh.Secret]s.
/// **Threads:** made for one build. **Must not know:** what is in a table of routes, endpoints.
@NullMarked
package io.limpet.mesh.building.listeners;

import org.jspecify.annotations.NullMarked;
