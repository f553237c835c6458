/// Proxies side by side on this machine: starts those that there are, loads them in turn, and says
/// what a request cost each of them.
///
/// **In:** a [Contest]. **Out:** a [Report].
/// **Threads:** the caller's own. **Must not know:** how any of them works inside, Limpet included:
/// it is started as its users start it.
@NullMarked
package io.limpet.bench;

import org.jspecify.annotations.NullMarked;
