/// Reads route configurations: virtual hosts, their routes, and what each does with a request.
///
/// **In:** a `RouteConfiguration`, and the filters of the chain that uses it. **Out:** an
/// [io.limpet.proxy.plan.RouteTable]. **Threads:** configuration thread only. **Must not know:**
/// listeners; clusters beyond their names.
@NullMarked
package io.limpet.proxy.plan.reading.route;

import org.jspecify.annotations.NullMarked;
