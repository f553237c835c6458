/// Limpet: a sticky-session gateway. The packages below are described in ARCHITECTURE.md, in the
/// order in which configuration and requests meet them.
///
/// **In:** the arguments of the command line. **Out:** an exit status.
/// **Threads:** the one the process starts with. **Must not know:** what a command does.
@NullMarked
package io.limpet;

import org.jspecify.annotations.NullMarked;
