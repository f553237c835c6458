package io.limpet.proxy.plan;

/// TLS with endpoints (Envoy: UpstreamTlsContext). `sni` is empty for none. `autoSni`: the name is
/// the request's host where it has one; `autoSan`: the name that was asked for must be in the
/// certificate. `sessions` is how many are kept to be resumed.
public record UpstreamTls(
    TlsSettings settings, String sni, boolean autoSni, boolean autoSan, int sessions) {}
