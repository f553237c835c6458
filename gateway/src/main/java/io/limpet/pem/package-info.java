/// Certificates and private keys as files have them (RFC 7468).
///
/// **In:** a text. **Out:** certificates, a key, or a sentence about what is wrong. **Threads:**
/// pure; safe anywhere. **Must not know:** who shows them to whom.
@NullMarked
package io.limpet.pem;

import org.jspecify.annotations.NullMarked;
