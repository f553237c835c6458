/// Requests and answers that two servers could read in two ways: what a client and an endpoint see
/// of them through a real Envoy, and through our proxy.
///
/// **In:** the rows of `src/test/resources/desync`; [Row] tells their form.
/// **Out:** a test for each row, and the page docs/desync.md.
/// **Threads:** the test's own, and a virtual one for each connection to an endpoint.
/// **Must not know:** how either proxy comes to its answers.
@NullMarked
package io.limpet.desync;

import org.jspecify.annotations.NullMarked;
