/// Reads the options of HTTP/1, HTTP/2, HTTP/3 and QUIC (protocol.proto), which listeners and
/// clusters both have.
///
/// **In:** protocol options. **Out:** [io.limpet.proxy.plan.Http1Plan] and its like. **Threads:**
/// configuration thread only. **Must not know:** which side asks.
@NullMarked
package io.limpet.proxy.plan.reading.protocol;

import org.jspecify.annotations.NullMarked;
