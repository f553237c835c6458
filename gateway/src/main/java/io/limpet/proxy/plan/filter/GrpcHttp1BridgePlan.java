package io.limpet.proxy.plan.filter;

/// Clients of HTTP/1.1 call in gRPC. `upgradesProtobuf`: also in plain protobuf messages;
/// `ignoresQuery`: what stands behind the `?` of a path is not the method's.
public record GrpcHttp1BridgePlan(boolean upgradesProtobuf, boolean ignoresQuery)
    implements FilterPlan {}
