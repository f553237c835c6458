/// Limpet: a sticky-session gateway. [Main] chooses a command, nothing else; the packages below are
/// described in ARCHITECTURE.md, in the order in which configuration and requests meet them.
@NullMarked
package io.limpet;

import org.jspecify.annotations.NullMarked;
