package io.limpet.mesh.security;

/// What a request or a connection must pass.
public sealed interface Guard permits Rbac, Refusal, Delegated {}
