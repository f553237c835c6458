package io.limpet.proxy.filter.http;

import io.limpet.proxy.http.Exchange;
import io.limpet.proxy.http.Filter;
import io.limpet.proxy.http.GrpcReply;
import io.limpet.proxy.plan.filter.GrpcStatsPlan;
import io.limpet.proxy.plan.filter.GrpcStatsPlan.Methods;
import org.jspecify.annotations.Nullable;

/// Counts calls of gRPC, their messages and their ends (Envoy: grpc_stats_filter.cc). Other
/// requests cost it a look at their `content-type`.
public final class GrpcStats implements Filter {
  private final Methods methods;
  private final GrpcCounts counts;

  public GrpcStats(GrpcStatsPlan plan, GrpcCounts counts) {
    this.methods = plan.methods();
    this.counts = counts;
  }

  @Override
  public boolean request(Exchange exchange) {
    if (GrpcReply.isWanted(exchange.head())) {
      GrpcCounts.@Nullable Calls calls = calls(exchange);
      if (calls != null) {
        exchange.changeRequest(to -> new CountedRequest(to, calls));
        exchange.changeAnswer(to -> new CountedAnswer(to, calls));
      }
    }
    return true;
  }

  private GrpcCounts.@Nullable Calls calls(Exchange exchange) {
    String method = GrpcCounts.method(exchange.head().path());
    if (method.isEmpty()) {
      return null;
    }
    return switch (methods) {
      case Methods.All(boolean replaceDots) ->
          counts.of(exchange, "grpc", replaceDots ? withoutDots(method) : method);
      case Methods.Listed(var names) ->
          names.contains(method) ? counts.of(exchange, "grpc", method) : counts.of(exchange);
    };
  }

  private static String withoutDots(String method) {
    int last = method.lastIndexOf('.');
    return method.substring(0, last).replace('.', '_') + method.substring(last);
  }
}
