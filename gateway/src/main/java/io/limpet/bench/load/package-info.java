/// A load client and what it loads: many connections that ask again and again, endpoints that
/// answer at next to no cost, and how long each answer took.
///
/// **In:** a [Load], and for how long. **Out:** a [LoadResult].
/// **Threads:** the caller's own for the load, one more for the endpoints; neither allocates while
/// it runs. **Must not know:** what stands between the two, and Limpet's own codecs, which are
/// measured.
@NullMarked
package io.limpet.bench.load;

import org.jspecify.annotations.NullMarked;
