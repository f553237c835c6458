/// Secrets that stand in files, watched: Envoy's filesystem subscription
/// (source/extensions/config_subscription/filesystem) and the files that secrets name
/// (source/common/secret/sds_api.cc).
///
/// **In:** [io.limpet.xds.resources.Resources] that name secrets. **Out:** the same with these
/// secrets, and what is wrong with the files.
/// **Threads:** the configuration thread reads; a virtual thread waits for what is moved.
/// **Must not know:** what a secret is used for.
@NullMarked
package io.limpet.xds.filesystem;

import org.jspecify.annotations.NullMarked;
