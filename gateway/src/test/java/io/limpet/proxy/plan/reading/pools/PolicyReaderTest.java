package io.limpet.proxy.plan.reading.pools;

import static io.limpet.proxy.plan.reading.Messages.assignment;
import static io.limpet.proxy.plan.reading.Messages.endpoint;
import static io.limpet.proxy.plan.reading.Messages.resources;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.TypeRegistry;
import com.google.protobuf.util.JsonFormat;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.cluster.v3.Cluster.DiscoveryType;
import io.envoyproxy.envoy.extensions.load_balancing_policies.client_side_weighted_round_robin.v3.ClientSideWeightedRoundRobin;
import io.envoyproxy.envoy.extensions.load_balancing_policies.override_host.v3.OverrideHost;
import io.envoyproxy.envoy.extensions.load_balancing_policies.random.v3.Random;
import io.envoyproxy.envoy.extensions.load_balancing_policies.wrr_locality.v3.WrrLocality;
import io.limpet.proxy.plan.reading.PlanBuilder;
import io.limpet.proxy.plan.reading.fields.PlanProblem;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What cannot be carried out is said with the field's path. `%` is where the policies' types
/// begin.
final class PolicyReaderTest {
  private static final String TYPE =
      "type.googleapis.com/envoy.extensions.load_balancing_policies.";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "lb_policy: 'CLUSTER_PROVIDED'|lb_policy",
        "lb_policy: 'LOAD_BALANCING_POLICY_CONFIG'|load_balancing_policy",
        "lb_policy: 'LEAST_REQUEST', least_request_lb_config: {choice_count: 1}"
            + "|least_request_lb_config.choice_count",
        "lb_policy: 'RING_HASH', ring_hash_lb_config: {minimum_ring_size: 20, maximum_ring_size:"
            + " 10}|ring_hash_lb_config",
        "lb_policy: 'RING_HASH', ring_hash_lb_config: {minimum_ring_size: 8388609}"
            + "|ring_hash_lb_config.minimum_ring_size",
        "lb_policy: 'MAGLEV', maglev_lb_config: {table_size: 65536}|maglev_lb_config.table_size",
        "lb_policy: 'MAGLEV', maglev_lb_config: {table_size: 5000077}|maglev_lb_config.table_size",
        "lb_policy: 'MAGLEV', common_lb_config: {consistent_hashing_lb_config:"
            + " {hash_balance_factor: 99}}"
            + "|common_lb_config.consistent_hashing_lb_config.hash_balance_factor",
        "lb_policy: 'RING_HASH', common_lb_config: {consistent_hashing_lb_config:"
            + " {use_hostname_for_hashing: true}}"
            + "|common_lb_config.consistent_hashing_lb_config.use_hostname_for_hashing",
        "common_lb_config: {healthy_panic_threshold: {value: 101}}"
            + "|common_lb_config.healthy_panic_threshold",
        "round_robin_lb_config: {slow_start_config: {slow_start_window: '1s',"
            + " min_weight_percent: {value: 101}}}"
            + "|round_robin_lb_config.slow_start_config.min_weight_percent",
        "lb_subset_config: {locality_weight_aware: true, subset_selectors: [{keys: ['a']}]}"
            + "|lb_subset_config.locality_weight_aware",
        "lb_subset_config: {subset_selectors: [{keys: ['a'], fallback_keys_subset: ['a']}]}"
            + "|lb_subset_config.subset_selectors[0].fallback_keys_subset",
        "lb_subset_config: {subset_selectors: [{keys: ['a'], fallback_policy: 'KEYS_SUBSET'}]}"
            + "|lb_subset_config.subset_selectors[0].fallback_keys_subset",
        "lb_subset_config: {subset_selectors: [{keys: ['a'], fallback_policy: 'KEYS_SUBSET',"
            + " fallback_keys_subset: ['a']}]}"
            + "|lb_subset_config.subset_selectors[0].fallback_keys_subset",
        "load_balancing_policy: {policies: []}|load_balancing_policy.policies",
        "lb_subset_config: {subset_selectors: [{keys: ['a']}]},"
            + " load_balancing_policy: {policies: []}|lb_subset_config",
        "common_lb_config: {locality_weighted_lb_config: {}},"
            + " load_balancing_policy: {policies: []}|common_lb_config",
        "load_balancing_policy: {policies: [{typed_extension_config: {name: 'x',"
            + " typed_config: {'@type': '%wrr_locality.v3.WrrLocality'}}}]}"
            + "|load_balancing_policy.policies[0].typed_extension_config.typed_config",
        "load_balancing_policy: {policies: [{typed_extension_config: {name: 'x', typed_config:"
            + " {'@type': '%client_side_weighted_round_robin.v3.ClientSideWeightedRoundRobin'}}}]}"
            + "|load_balancing_policy.policies[0].typed_extension_config.typed_config",
        "load_balancing_policy: {policies: [{typed_extension_config: {name: 'x',"
            + " typed_config: {'@type': '%override_host.v3.OverrideHost'}}}]}"
            + "|load_balancing_policy.policies[0].typed_extension_config.typed_config",
      })
  void aPolicyThatMakesNoSenseIsRefused(String fields, String path) throws Exception {
    PlanBuilder.Built built = build(fields);
    assertThat(built.plan().cluster("c")).isNull();
    assertThat(built.problems()).extracting(PlanProblem::field).contains(path);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "common_lb_config: {close_connections_on_host_set_change: true}"
            + "|common_lb_config.close_connections_on_host_set_change",
        "load_balancing_policy: {policies: [{typed_extension_config: {name: 'x', typed_config:"
            + " {'@type': '%random.v3.Random', locality_lb_config: {zone_aware_lb_config:"
            + " {force_locality_direct_routing: true}}}}}]}"
            + "|load_balancing_policy.policies[0].typed_extension_config.typed_config"
            + ".locality_lb_config.zone_aware_lb_config.force_locality_direct_routing",
      })
  void whatIsNotCarriedOutIsSaidAndTheRestServed(String fields, String path) throws Exception {
    PlanBuilder.Built built = build(fields);
    assertThat(built.plan().cluster("c")).isNotNull();
    assertThat(built.problems()).extracting(PlanProblem::field).containsExactly(path);
  }

  private static PlanBuilder.Built build(String fields) throws InvalidProtocolBufferException {
    Cluster.Builder cluster =
        Cluster.newBuilder()
            .setName("c")
            .setType(DiscoveryType.STATIC)
            .setLoadAssignment(assignment("c", endpoint("10.0.0.1", 80)));
    TypeRegistry types =
        TypeRegistry.newBuilder()
            .add(ClientSideWeightedRoundRobin.getDescriptor())
            .add(OverrideHost.getDescriptor())
            .add(Random.getDescriptor())
            .add(WrrLocality.getDescriptor())
            .build();
    JsonFormat.parser()
        .usingTypeRegistry(types)
        .merge("{" + fields.replace("%", TYPE) + "}", cluster);
    return new PlanBuilder()
        .build(resources(List.of(), List.of(), List.of(cluster.build()), List.of()));
  }
}
