/// One class for each command.
///
/// **In:** arguments and options. **Out:** text on standard output, and an exit status.
/// **Threads:** the main one, and those of what a command starts.
/// **Must not know:** how anything works that it prints.
@NullMarked
package io.limpet.cli;

import org.jspecify.annotations.NullMarked;
