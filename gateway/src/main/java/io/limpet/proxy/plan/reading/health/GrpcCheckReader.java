package io.limpet.proxy.plan.reading.health;

import com.google.protobuf.util.Durations;
import io.envoyproxy.envoy.config.core.v3.HealthCheck;
import io.envoyproxy.envoy.config.core.v3.HealthCheck.GrpcHealthCheck;
import io.limpet.proxy.head.GrpcHeaders;
import io.limpet.proxy.plan.Connections;
import io.limpet.proxy.plan.HealthCheckPlan.Header;
import io.limpet.proxy.plan.HealthCheckPlan.OverHttp2;
import io.limpet.proxy.plan.HealthCheckPlan.Question;
import io.limpet.proxy.plan.reading.fields.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// `grpc_health_check`: a call that endpoints answer as gRPC's GRPC Health Checking Protocol says
/// (Envoy: health_checkers/grpc/health_checker_impl.cc).
final class GrpcCheckReader {
  private static final Set<String> KNOWN =
      Set.of(
          "service_name",
          "authority", // HealthReader gives it to endpoints without one of their own
          "initial_metadata");

  private static final String TIMEOUT = "grpc-timeout";

  private GrpcCheckReader() {}

  static Question read(HealthCheck check, Connections connections, Place place) {
    GrpcHealthCheck grpc = check.getGrpcHealthCheck();
    place.onlyKnows(grpc, KNOWN);
    List<Header> headers = new ArrayList<>();
    headers.add(new Header("te", "trailers"));
    headers.add(new Header("content-type", "application/grpc"));
    headers.add(CheckHeaders.AGENT);
    CheckHeaders.add(headers, grpc.getInitialMetadataList(), place, "initial_metadata");
    headers.removeIf(header -> header.name().equals(TIMEOUT));
    headers.add(new Header(TIMEOUT, GrpcHeaders.timeout(Durations.toMillis(check.getTimeout()))));
    return new Question.Grpc(
        headers,
        grpc.getServiceName(),
        HealthCheckReader.reuse(check),
        new OverHttp2(connections.http2(), connections.heads()));
  }
}
