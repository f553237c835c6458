package io.limpet.proxy.plan.reading.transport;

import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret;
import io.limpet.proxy.plan.reading.fields.Place;
import io.limpet.proxy.plan.reading.fields.PlanProblem;
import io.limpet.proxy.plan.reading.fields.Refused;
import io.limpet.proxy.plan.reading.fields.RuntimeValues;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Secrets as they were last accepted: one that cannot be used, or that is no longer told, does not
/// take away what serves, nor does it hold up what names it.
///
/// So does Envoy (source/common/secret/sds_api.cc): each secret is accepted or refused by itself,
/// and its removal is ignored for as long as something names it. Configuration thread only.
public final class AcceptedSecrets {
  private final RuntimeValues runtime;
  private final Map<String, Slot> slots = new HashMap<>();

  /// The last message of a name, null when there is none any more, and what is used of it.
  private record Slot(
      @Nullable Secret message, @Nullable Secret accepted, List<PlanProblem> problems) {}

  public AcceptedSecrets(RuntimeValues runtime) {
    this.runtime = runtime;
  }

  /// What may be used, after those came; what is wrong with them goes to `problems`.
  public Map<String, Secret> update(Map<String, Secret> secrets, List<PlanProblem> problems) {
    secrets.forEach(this::take);
    Map<String, Secret> accepted = new HashMap<>();
    for (Map.Entry<String, Slot> each : slots.entrySet()) {
      if (!secrets.containsKey(each.getKey())) {
        each.setValue(gone(each.getKey(), each.getValue()));
      }
      @Nullable Secret last = each.getValue().accepted();
      if (last != null) {
        accepted.put(each.getKey(), last);
      }
      problems.addAll(each.getValue().problems());
    }
    return accepted;
  }

  @SuppressWarnings("ReferenceEquality") // unchanged messages are the same objects: Resources
  private void take(String name, Secret message) {
    @Nullable Slot last = slots.get(name);
    if (last != null && last.message() == message) {
      return;
    }
    try {
      check(message, name);
      slots.put(name, new Slot(message, message, List.of()));
    } catch (Refused refused) {
      @Nullable Secret kept = last == null || !refused.keepsLast() ? null : last.accepted();
      slots.put(name, new Slot(message, kept, List.of(told(refused.problem(), kept != null))));
    }
  }

  private static PlanProblem told(PlanProblem problem, boolean kept) {
    return kept
        ? new PlanProblem(
            problem.kind(),
            problem.name(),
            problem.field(),
            problem.weight(),
            problem.text() + "; what was accepted before it serves on")
        : problem;
  }

  private static Slot gone(String name, Slot last) {
    if (last.message() == null || last.accepted() == null) {
      return new Slot(null, last.accepted(), last.message() == null ? last.problems() : List.of());
    }
    List<PlanProblem> problems = new ArrayList<>();
    Place.of("Secret", name, problems)
        .ignored("is there no more; what was accepted last serves on, until nothing names it");
    return new Slot(null, last.accepted(), problems);
  }

  /// What fails here would fail wherever the secret is named. Fields without effect are told there.
  private void check(Secret secret, String name) {
    Place place = Place.of("Secret", name, new ArrayList<>(), runtime);
    switch (secret.getTypeCase()) {
      case TLS_CERTIFICATE ->
          TlsReader.certificate(secret.getTlsCertificate(), place.at("tls_certificate"));
      case VALIDATION_CONTEXT ->
          PeerRulesReader.read(secret.getValidationContext(), place.at("validation_context"));
      case SESSION_TICKET_KEYS ->
          DownstreamTlsReader.keys(secret.getSessionTicketKeys(), place.at("session_ticket_keys"));
      case GENERIC_SECRET, TYPE_NOT_SET -> {}
    }
  }

  /// Forgets those that are gone and that nothing names.
  public void forgetAllBut(Predicate<String> named) {
    slots.entrySet().removeIf(e -> e.getValue().message() == null && !named.test(e.getKey()));
  }
}
