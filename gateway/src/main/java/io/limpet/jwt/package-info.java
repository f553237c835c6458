/// JSON Web Tokens: what they say, and whether it is true.
///
/// **In:** tokens and sets of keys, as texts. **Out:** what a token claims, or why it is not good,
/// in Envoy's words. **Threads:** pure; safe anywhere.
/// **Must not know:** Netty, Envoy's messages, where tokens and keys come from.
@NullMarked
package io.limpet.jwt;

import org.jspecify.annotations.NullMarked;
