package io.limpet.model.istio;

/// A Service as written: a short name, a full one, or a ServiceEntry's host. `port` is 0 and
/// `subset` empty where not written.
public record Destination(String host, String subset, int port) {}
