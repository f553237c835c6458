package io.limpet.mesh.security;

import io.limpet.model.istio.ExtensionProvider.Description;

/// Who is asked, and where: an extension provider whose service was found.
public record Authorizer(Description description, String host, String cluster) {}
