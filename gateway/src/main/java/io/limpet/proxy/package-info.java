/// Our data plane: it carries the traffic that a plan describes.
///
/// **In:** plans, one after the other. **Out:** answers to clients, and numbers.
/// **Threads:** plans come from one thread; each connection lives on one event loop. **Must not
/// know:** where plans come from.
@NullMarked
package io.limpet.proxy;

import org.jspecify.annotations.NullMarked;
