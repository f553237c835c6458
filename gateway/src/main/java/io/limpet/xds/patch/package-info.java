/// What EnvoyFilters change in the messages for one gateway, as Istio's
/// `pilot/pkg/networking/core/envoyfilter` does it.
///
/// **In:** a snapshot and the messages made of it. **Out:** the messages as patched; one that no
/// patch touches is the same object. Problems: what is wrong with a patch, and which match nothing.
/// **Threads:** the configuration thread only. **Must not know:** how the messages were made, who
/// serves them.
@NullMarked
package io.limpet.xds.patch;

import org.jspecify.annotations.NullMarked;
