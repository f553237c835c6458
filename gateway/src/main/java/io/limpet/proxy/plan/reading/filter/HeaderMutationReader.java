package io.limpet.proxy.plan.reading.filter;

import com.google.protobuf.Any;
import io.envoyproxy.envoy.config.core.v3.HeaderValueOption;
import io.envoyproxy.envoy.extensions.filters.http.header_mutation.v3.HeaderMutation;
import io.envoyproxy.envoy.extensions.filters.http.header_mutation.v3.HeaderMutationPerRoute;
import io.envoyproxy.envoy.extensions.filters.http.header_mutation.v3.Mutations;
import io.limpet.proxy.plan.filter.FilterPlan;
import io.limpet.proxy.plan.filter.HeaderEdits.HeaderEdit;
import io.limpet.proxy.plan.filter.HeaderEdits.HeaderValue;
import io.limpet.proxy.plan.filter.HeaderMutationPlan;
import io.limpet.proxy.plan.filter.HeaderMutationPlan.Edit;
import io.limpet.proxy.plan.filter.HeaderMutationPlan.Mutation;
import io.limpet.proxy.plan.filter.HeaderMutationPlan.RemoveMatching;
import io.limpet.proxy.plan.reading.fields.Place;
import io.limpet.proxy.plan.reading.match.TextTestReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Configurations of the `header_mutation` filter (header_mutation.proto). All levels count: first
/// the chain's own changes, then those of the levels, the least specific last unless the chain's
/// message turns that round.
public final class HeaderMutationReader implements FilterReader {
  @Override
  public FilterPlan ofChain(Any config, Place place) {
    HeaderMutation message = place.unpack(config, HeaderMutation.class);
    place.onlyKnows(message, Set.of("mutations", "most_specific_header_mutations_wins"));
    HeaderMutationPlan plan = plan(message.getMutations(), place.at("mutations"));
    return message.getMostSpecificHeaderMutationsWins() ? plan.withSpecificLast() : plan;
  }

  @Override
  public FilterPlan ofLevel(Any config, Place place) {
    HeaderMutationPerRoute message = place.unpack(config, HeaderMutationPerRoute.class);
    place.onlyKnows(message, Set.of("mutations"));
    return plan(message.getMutations(), place.at("mutations"));
  }

  @Override
  public FilterPlan join(FilterPlan ofChain, List<FilterPlan> ofLevels) {
    if (!(ofChain instanceof HeaderMutationPlan own)) {
      throw new IllegalStateException("another kind of filter: " + ofChain);
    }
    HeaderMutationPlan joined = own;
    for (FilterPlan level : own.specificLast() ? ofLevels : ofLevels.reversed()) {
      if (level instanceof HeaderMutationPlan next) {
        joined = joined.then(next);
      }
    }
    return joined.isNothing() ? FilterPlan.OFF : joined;
  }

  private static HeaderMutationPlan plan(Mutations mutations, Place place) {
    place.onlyKnows(mutations, Set.of("request_mutations", "response_mutations"));
    return new HeaderMutationPlan(
        mutations(mutations.getRequestMutationsList(), "request_mutations", place),
        mutations(mutations.getResponseMutationsList(), "response_mutations", place),
        false);
  }

  public static List<Mutation> mutations(
      List<io.envoyproxy.envoy.config.common.mutation_rules.v3.HeaderMutation> messages,
      String field,
      Place place) {
    List<Mutation> mutations = new ArrayList<>();
    for (int i = 0; i < messages.size(); i++) {
      var message = messages.get(i);
      Place at = place.at(field, i);
      switch (message.getActionCase()) {
        case REMOVE ->
            mutations.add(new Edit(new HeaderEdit(List.of(lower(message.getRemove())), List.of())));
        case APPEND -> append(mutations, message.getAppend(), at.at("append"));
        case REMOVE_ON_MATCH ->
            mutations.add(
                new RemoveMatching(
                    TextTestReader.read(
                        message.getRemoveOnMatch().getKeyMatcher(),
                        at.at("remove_on_match.key_matcher"))));
        case ACTION_NOT_SET -> throw at.refused("needs one of remove, append and remove_on_match");
      }
    }
    return mutations;
  }

  private static void append(List<Mutation> to, HeaderValueOption option, Place place) {
    HeaderValue value = HeaderEditReader.value(option, place);
    if (value.keepEmpty() || !value.value().parts().isEmpty()) {
      to.add(new Edit(new HeaderEdit(List.of(), List.of(value))));
    }
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
