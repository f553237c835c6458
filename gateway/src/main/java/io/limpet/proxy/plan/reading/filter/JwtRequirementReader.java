package io.limpet.proxy.plan.reading.filter;

import io.envoyproxy.envoy.extensions.filters.http.jwt_authn.v3.JwtRequirementOrList;
import io.limpet.proxy.plan.filter.Audiences;
import io.limpet.proxy.plan.filter.JwtPlaces;
import io.limpet.proxy.plan.filter.JwtProvider;
import io.limpet.proxy.plan.filter.JwtRequirement;
import io.limpet.proxy.plan.reading.fields.HeadText;
import io.limpet.proxy.plan.reading.fields.Place;
import io.limpet.proxy.plan.reading.filter.JwtProviderReader.Read;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Reads what is required of tokens.
final class JwtRequirementReader {
  private final Map<String, Read> providers;

  JwtRequirementReader(Map<String, Read> providers) {
    this.providers = providers;
  }

  JwtRequirement read(
      io.envoyproxy.envoy.extensions.filters.http.jwt_authn.v3.JwtRequirement message, Place at) {
    if (!message.getUnknownFields().asMap().isEmpty()) {
      throw at.unserved("is of a kind that is newer than Limpet");
    }
    return switch (message.getRequiresTypeCase()) {
      case PROVIDER_NAME ->
          new JwtRequirement.OfProvider(
              provider(message.getProviderName(), at.at("provider_name")), null);
      case PROVIDER_AND_AUDIENCES -> {
        var both = message.getProviderAndAudiences();
        Place here = at.at("provider_and_audiences");
        here.onlyServes(both, Set.of("provider_name", "audiences"));
        yield new JwtRequirement.OfProvider(
            provider(both.getProviderName(), here.at("provider_name")),
            both.getAudiencesCount() == 0 ? null : new Audiences(bytes(both.getAudiencesList())));
      }
      case REQUIRES_ANY -> any(message.getRequiresAny(), at.at("requires_any"));
      case REQUIRES_ALL -> {
        var list = message.getRequiresAll();
        Place here = at.at("requires_all");
        requireTwo(list.getRequirementsCount(), here);
        List<JwtRequirement> all = new ArrayList<>();
        for (int i = 0; i < list.getRequirementsCount(); i++) {
          all.add(read(list.getRequirements(i), here.at("requirements", i)));
        }
        yield new JwtRequirement.AllOf(all);
      }
      case ALLOW_MISSING -> optional(false);
      case ALLOW_MISSING_OR_FAILED -> optional(true);
      case REQUIRESTYPE_NOT_SET -> new JwtRequirement.Nothing();
    };
  }

  private JwtRequirement any(JwtRequirementOrList list, Place at) {
    requireTwo(list.getRequirementsCount(), at);
    List<JwtRequirement> some = new ArrayList<>();
    boolean missing = false;
    boolean failed = false;
    for (int i = 0; i < list.getRequirementsCount(); i++) {
      var each = list.getRequirements(i);
      missing |= each.hasAllowMissing();
      failed |= each.hasAllowMissingOrFailed();
      if (!each.hasAllowMissing() && !each.hasAllowMissingOrFailed()) {
        some.add(read(each, at.at("requirements", i)));
      }
    }
    return some.isEmpty() ? optional(failed) : new JwtRequirement.AnyOf(some, missing, failed);
  }

  private static void requireTwo(int count, Place at) {
    if (count < 2) {
      throw at.at("requirements").refused("must have at least 2");
    }
  }

  private JwtRequirement optional(boolean failed) {
    JwtPlaces.Builder places = new JwtPlaces.Builder();
    providers.values().forEach(each -> JwtProviderReader.places(each.message(), places));
    return new JwtRequirement.Optional(
        providers.values().stream().map(Read::provider).toList(), places.build(), failed);
  }

  private JwtProvider provider(String name, Place at) {
    Read found = providers.get(name);
    if (found == null) {
      throw at.refused("\"" + name + "\" is none of the providers");
    }
    return found.provider();
  }

  private static List<String> bytes(List<String> texts) {
    return texts.stream().map(HeadText::bytes).toList();
  }
}
