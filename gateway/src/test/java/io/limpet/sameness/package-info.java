/// One configuration for a real Envoy and for our proxy, the same requests to both, and their
/// answers side by side.
///
/// **In:** the tables in `src/test/resources/sameness`, whose form [io.limpet.sameness.Table]
// tells.
/// **Out:** a test for each row.
@NullMarked
package io.limpet.sameness;

import org.jspecify.annotations.NullMarked;
