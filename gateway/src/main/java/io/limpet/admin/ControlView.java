package io.limpet.admin;

import io.envoyproxy.envoy.config.core.v3.Node;
import io.limpet.metrics.Metrics;
import io.limpet.model.Resource;
import io.limpet.xds.resources.Resources;
import io.limpet.xds.server.Progress;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;

/// What a control plane shows of itself: its streams, what each gateway is told (nothing for a node
/// that is nobody's), what the gateway of its flags is told, and the resources that it knows.
public record ControlView(
    String version,
    BooleanSupplier ready,
    Supplier<List<Progress>> streams,
    Function<Node, Optional<Resources>> told,
    Supplier<Resources> usual,
    Supplier<List<Resource>> resources,
    Metrics metrics) {}
