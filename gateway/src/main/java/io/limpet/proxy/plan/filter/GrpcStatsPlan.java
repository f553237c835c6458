package io.limpet.proxy.plan.filter;

import java.util.Set;

/// The `grpc_stats` filter: calls of gRPC are counted, by what `methods` says.
public record GrpcStatsPlan(Methods methods) implements FilterPlan {

  /// Which calls are counted under the names of their service and method; the others have one count
  /// together.
  public sealed interface Methods {

    /// All. `replaceDots`: `_` in the service's name.
    record All(boolean replaceDots) implements Methods {}

    /// These, as `service.method`.
    record Listed(Set<String> names) implements Methods {
      public Listed {
        names = Set.copyOf(names);
      }
    }
  }
}
