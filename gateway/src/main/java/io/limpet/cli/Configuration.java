package io.limpet.cli;

import io.limpet.proxy.plan.Plan;
import io.limpet.xds.resources.Resources;

/// What is served at one moment: the same thing in Envoy's words and as the proxy's plan.
record Configuration(Resources resources, Plan plan) {
  static final Configuration EMPTY = new Configuration(Resources.EMPTY, Plan.EMPTY);
}
