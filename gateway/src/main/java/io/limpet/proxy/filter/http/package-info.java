/// The HTTP filters that a listener may have in front of the router, one class for each kind.
///
/// **In:** an exchange whose route is chosen. **Out:** it goes on, is held for a while, or is
/// answered.
/// **Threads:** each event loop has its own. **Must not know:** sockets, endpoints, configuration's
/// messages.
@NullMarked
package io.limpet.proxy.filter.http;

import org.jspecify.annotations.NullMarked;
