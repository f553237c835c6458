package io.limpet.proxy.plan.filter;

/// The `buffer` filter: a request goes on once its body is here whole, and is refused if that is
/// larger than so many bytes.
public record BufferPlan(long maxRequestBytes) implements FilterPlan {}
