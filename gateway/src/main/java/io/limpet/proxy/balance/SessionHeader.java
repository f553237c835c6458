package io.limpet.proxy.balance;

/// A response header that carries a token. With `append` it goes behind what is there, as
/// `set-cookie` does; otherwise it replaces it.
public record SessionHeader(String name, String value, boolean append) {}
