package io.limpet.proxy.plan.reading.filter;

import com.google.protobuf.Any;
import io.limpet.proxy.plan.filter.FilterPlan;
import io.limpet.proxy.plan.reading.fields.Place;
import java.util.List;

/// How the messages of one kind of HTTP filter are read.
interface FilterReader {
  /// What the chain's own message says.
  FilterPlan ofChain(Any config, Place place);

  /// What one level of the routes says: a route configuration, a virtual host, a route or a
  /// weighted cluster.
  FilterPlan ofLevel(Any config, Place place);

  /// What holds at the innermost of some levels that say something, of which the first is the least
  /// specific. Most filters follow the most specific one alone.
  default FilterPlan join(FilterPlan ofChain, List<FilterPlan> ofLevels) {
    return ofLevels.isEmpty() ? ofChain : ofLevels.getLast();
  }
}
