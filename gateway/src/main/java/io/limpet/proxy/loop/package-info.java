/// What one event loop owns: time, deadlines, randomness, the kind of its sockets.
///
/// **In:** the machine's sources of time and chance. **Out:** the same, cheap enough for every
/// request.
/// **Threads:** a [Worker] belongs to its event loop. **Must not know:** HTTP, plans.
@NullMarked
package io.limpet.proxy.loop;

import org.jspecify.annotations.NullMarked;
