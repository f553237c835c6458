/// What looks wrong in resources that each are well-formed: names that lead nowhere, settings that
/// cannot do what they say.
///
/// **In:** all resources. **Out:** a list of problems, each with its remedy.
/// **Threads:** pure; safe anywhere. **Must not know:** Envoy, files; it changes nothing.
@NullMarked
package io.limpet.analysis;

import org.jspecify.annotations.NullMarked;
