/// Lines of access logs, and what fills in format strings.
///
/// **In:** a plan's formats and filters, and somebody to ask: a request with its answer, or a
/// connection. **Out:** texts, and lines in files.
/// **Threads:** asked on event loops, which never wait; each file has a thread that writes it.
/// **Must not know:** HTTP, listeners, pools.
@NullMarked
package io.limpet.proxy.log;

import org.jspecify.annotations.NullMarked;
