package io.limpet.proxy.plan.reading.filter;

import com.google.protobuf.Any;
import io.envoyproxy.envoy.config.core.v3.GrpcMethodList;
import io.envoyproxy.envoy.extensions.filters.http.grpc_stats.v3.FilterConfig;
import io.limpet.proxy.plan.filter.FilterPlan;
import io.limpet.proxy.plan.filter.GrpcStatsPlan;
import io.limpet.proxy.plan.filter.GrpcStatsPlan.Methods;
import io.limpet.proxy.plan.reading.fields.Place;
import java.util.HashSet;
import java.util.Set;

/// Configurations of the `grpc_stats` filter (grpc_stats/v3/config.proto); routes have none.
final class GrpcStatsReader implements FilterReader {
  /// `emit_filter_state` is for formats with FILTER_STATE, which are noted as not told.
  private static final Set<String> KNOWN =
      Set.of(
          "emit_filter_state",
          "individual_method_stats_allowlist",
          "stats_for_all_methods",
          "enable_upstream_stats",
          "replace_dots_in_grpc_service_name");

  @Override
  public FilterPlan ofChain(Any config, Place place) {
    FilterConfig message = place.unpack(config, FilterConfig.class);
    place.onlyKnows(message, KNOWN);
    if (message.getEnableUpstreamStats()) {
      place
          .at("enable_upstream_stats")
          .ignored("histograms of the proxy's times are not kept; remove it, or use Envoy");
    }
    return new GrpcStatsPlan(methods(message, place));
  }

  private static Methods methods(FilterConfig message, Place place) {
    return switch (message.getPerMethodStatSpecifierCase()) {
      case STATS_FOR_ALL_METHODS, PERMETHODSTATSPECIFIER_NOT_SET ->
          message.getStatsForAllMethods().getValue()
              ? new Methods.All(message.getReplaceDotsInGrpcServiceName())
              : new Methods.Listed(Set.of());
      case INDIVIDUAL_METHOD_STATS_ALLOWLIST ->
          listed(
              message.getIndividualMethodStatsAllowlist(),
              place.at("individual_method_stats_allowlist"));
    };
  }

  private static Methods listed(GrpcMethodList list, Place place) {
    place.onlyKnows(list, Set.of("services"));
    Set<String> names = new HashSet<>();
    for (int i = 0; i < list.getServicesCount(); i++) {
      GrpcMethodList.Service service = list.getServices(i);
      place.at("services", i).onlyKnows(service, Set.of("name", "method_names"));
      if (service.getName().isEmpty() || service.getMethodNamesCount() == 0) {
        throw place.at("services", i).refused("needs a name and method_names");
      }
      service.getMethodNamesList().forEach(each -> names.add(service.getName() + "." + each));
    }
    return new Methods.Listed(names);
  }

  @Override
  public FilterPlan ofLevel(Any config, Place place) {
    throw place.refused("grpc_stats has no settings on routes; a FilterConfig may turn it off");
  }
}
