/// Envoy's own configuration files.
///
/// **In:** the text of a bootstrap, YAML or JSON. **Out:** its message, and the resources in it.
/// **Threads:** pure; safe anywhere. **Must not know:** where the text came from, the proxy.
@NullMarked
package io.limpet.xds.bootstrap;

import org.jspecify.annotations.NullMarked;
