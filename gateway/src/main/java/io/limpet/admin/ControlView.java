package io.limpet.admin;

import io.envoyproxy.envoy.config.core.v3.Node;
import io.limpet.metrics.Metrics;
import io.limpet.model.Resource;
import io.limpet.xds.server.Feed;
import io.limpet.xds.server.Progress;
import io.limpet.xds.server.Withheld;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;

/// What a control plane shows of itself: its streams, what each gateway is told (nothing for a node
/// that is nobody's), what the gateway of its flags is told, what is kept from each kind of
/// gateways, and the resources that it knows.
public record ControlView(
    String version,
    BooleanSupplier ready,
    Supplier<List<Progress>> streams,
    Function<Node, Optional<Feed.Told>> told,
    Supplier<Feed.Told> usual,
    Supplier<Map<String, List<Withheld>>> withheld,
    Supplier<List<Resource>> resources,
    Metrics metrics) {}
