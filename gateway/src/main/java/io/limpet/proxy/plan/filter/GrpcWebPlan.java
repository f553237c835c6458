package io.limpet.proxy.plan.filter;

/// The `grpc_web` filter: calls of browsers, in gRPC-Web, are made calls in gRPC.
public record GrpcWebPlan() implements FilterPlan {}
