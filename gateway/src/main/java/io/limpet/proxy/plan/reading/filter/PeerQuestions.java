package io.limpet.proxy.plan.reading.filter;

import io.envoyproxy.envoy.config.rbac.v3.Policy;
import io.envoyproxy.envoy.config.rbac.v3.Principal;
import io.envoyproxy.envoy.type.matcher.v3.MetadataMatcher;
import io.limpet.proxy.plan.reading.fields.Place;
import java.util.List;

/// Rules that ask who the peer is in the words of `istio_authn`, a filter of Istio's own Envoy that
/// is left out here. Such a question is never answered: where that would let more pass than was
/// meant, the rule is refused.
final class PeerQuestions {
  private static final String FILTER = "istio_authn";

  private PeerQuestions() {}

  /// `denies`: what the policy matches is denied; else it is allowed.
  static void refuse(Policy policy, boolean denies, Place place) {
    for (int i = 0; i < policy.getPrincipalsCount(); i++) {
      if (opens(policy.getPrincipals(i), denies)) {
        throw place
            .at("principals", i)
            .unserved(
                "asks for the peer as istio_authn names it, which nothing here does: more would"
                    + " pass than is meant; use Envoy");
      }
    }
  }

  /// Whether more passes where a question finds no answer: where an answer would deny.
  @SuppressWarnings("deprecation") // metadata is older than sourced_metadata, and still sent
  private static boolean opens(Principal principal, boolean wantsAnswer) {
    return switch (principal.getIdentifierCase()) {
      case AND_IDS -> any(principal.getAndIds().getIdsList(), wantsAnswer);
      case OR_IDS -> any(principal.getOrIds().getIdsList(), wantsAnswer);
      case NOT_ID -> opens(principal.getNotId(), !wantsAnswer);
      case METADATA -> asks(principal.getMetadata(), wantsAnswer);
      case SOURCED_METADATA ->
          asks(principal.getSourcedMetadata().getMetadataMatcher(), wantsAnswer);
      case ANY,
          AUTHENTICATED,
          SOURCE_IP,
          DIRECT_REMOTE_IP,
          REMOTE_IP,
          HEADER,
          URL_PATH,
          FILTER_STATE,
          CUSTOM,
          IDENTIFIER_NOT_SET ->
          false;
    };
  }

  private static boolean any(List<Principal> principals, boolean wantsAnswer) {
    return principals.stream().anyMatch(each -> opens(each, wantsAnswer));
  }

  private static boolean asks(MetadataMatcher matcher, boolean wantsAnswer) {
    return matcher.getFilter().equals(FILTER) && matcher.getInvert() != wantsAnswer;
  }
}
