package io.limpet.proxy.plan;

import io.limpet.proxy.plan.match.Fraction;

/// A copy of requests that goes to another cluster, whose answers nobody sees (Envoy:
/// `RequestMirrorPolicy`).
///
/// One of `cluster` and `clusterHeader` is empty; the header, in lower case, is looked for in the
/// request. With `hostSuffix`, the copy's host has `-shadow` behind its name. `host`, unless
/// empty, takes its place as it is.
public record Mirror(
    String cluster, String clusterHeader, Fraction fraction, boolean hostSuffix, String host) {}
