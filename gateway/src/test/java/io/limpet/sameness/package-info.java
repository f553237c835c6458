/// One configuration for a real Envoy and for our proxy, the same requests to both, and their
/// answers side by side.
///
/// **In:** the tables in `src/test/resources/sameness`; [Table] tells their form.
/// **Out:** a test for each row.
/// **Threads:** the test's own, and a virtual one for each connection to an endpoint.
/// **Must not know:** how either proxy comes to its answers.
@NullMarked
package io.limpet.sameness;

import org.jspecify.annotations.NullMarked;
