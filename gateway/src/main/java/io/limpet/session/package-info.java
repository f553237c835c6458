/// Tokens and hash keys: the only package that knows how a caller is recognised.
///
/// **In:** texts of a cookie or header. **Out:** the endpoint they name, or why there is none.
/// **Threads:** pure; safe anywhere. **Must not know:** Netty, Envoy, Kubernetes.
@NullMarked
package io.limpet.session;

import org.jspecify.annotations.NullMarked;
