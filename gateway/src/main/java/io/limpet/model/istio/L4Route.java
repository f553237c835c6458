package io.limpet.model.istio;

import java.util.List;

/// An entry of `tls` or `tcp`: connections for which any of `matches` holds, or all where there is
/// none, and where they go.
public record L4Route(List<L4Match> matches, List<Share> route) {
  public L4Route {
    matches = List.copyOf(matches);
    route = List.copyOf(route);
  }

  public record Share(Destination destination, int weight) {}
}
