package io.limpet.mesh.building.policies;

import io.limpet.mesh.security.Condition;
import io.limpet.mesh.security.Condition.All;
import io.limpet.mesh.security.Condition.Any;
import io.limpet.mesh.security.Condition.InList;
import io.limpet.mesh.security.Condition.Metadata;
import io.limpet.mesh.security.Condition.Not;
import io.limpet.mesh.security.Condition.OfText;
import io.limpet.mesh.security.Condition.One;
import io.limpet.mesh.security.Condition.OneOf;
import io.limpet.mesh.security.Condition.Value;
import io.limpet.mesh.security.Rbac.Policy;
import io.limpet.mesh.security.Text;
import io.limpet.model.istio.AuthorizationPolicy.Operation;
import io.limpet.model.istio.AuthorizationPolicy.Rule;
import io.limpet.model.istio.AuthorizationPolicy.Source;
import io.limpet.model.istio.AuthorizationPolicy.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// A rule of an AuthorizationPolicy as Envoy's permissions and principals (`authz/model` in Istio's
/// `pilot/pkg/security`), for requests or for connections.
///
/// What speaks of HTTP cannot be asked of a connection. An ALLOW rule is left out there, so that
/// less is allowed; a rule that denies is carried out without that part, so that more is denied.
final class RuleConditions {
  private static final String FILTER_METADATA = "experimental.envoy.filters.";

  private final TrustDomains domains;
  private final String namespace;
  private final boolean connections;
  private final boolean allows;

  /// One attribute: what its values mean, and whether only HTTP has it.
  private record Part(Values values, boolean ofHttp, Function<List<String>, Condition> asking) {

    static Part each(Values values, boolean ofHttp, Function<String, Condition> asking) {
      return new Part(values, ofHttp, texts -> new One(texts.stream().map(asking).toList()));
    }
  }

  /// `namespace` is the policy's.
  RuleConditions(TrustDomains domains, String namespace, boolean connections, boolean allows) {
    this.domains = domains;
    this.namespace = namespace;
    this.connections = connections;
    this.allows = allows;
  }

  /// Nothing where the rule must be left out.
  Optional<Policy> policy(Rule rule) {
    List<List<Part>> permissions = new ArrayList<>();
    List<List<Part>> principals = new ArrayList<>();
    List<Part> asked = new ArrayList<>();
    List<Part> asking = new ArrayList<>();
    rule.when().forEach(when -> condition(when.key(), when.values(), asked, asking));
    rule.to().forEach(to -> permissions.add(joined(operation(to), asked)));
    rule.from().forEach(from -> principals.add(joined(source(from), asking)));
    if (permissions.isEmpty()) {
      permissions.add(asked);
    }
    if (principals.isEmpty()) {
      principals.add(asking);
    }
    boolean unspeakable =
        connections
            && allows
            && (permissions.stream().anyMatch(RuleConditions::speaksOfHttp)
                || principals.stream().anyMatch(RuleConditions::speaksOfHttp));
    return unspeakable
        ? Optional.empty()
        : Optional.of(
            new Policy(
                permissions.stream().map(this::all).toList(),
                principals.stream().map(this::all).toList()));
  }

  private static boolean speaksOfHttp(List<Part> parts) {
    return parts.stream().anyMatch(part -> part.ofHttp() && !part.values().isEmpty());
  }

  private static List<Part> joined(List<Part> some, List<Part> others) {
    List<Part> joined = new ArrayList<>(some);
    joined.addAll(others);
    return joined;
  }

  private Condition all(List<Part> parts) {
    List<Condition> all = new ArrayList<>();
    for (Part part : parts) {
      if (connections && part.ofHttp()) {
        continue;
      }
      if (!part.values().some().isEmpty()) {
        all.add(part.asking().apply(part.values().some()));
      }
      if (!part.values().none().isEmpty()) {
        all.add(new Not(part.asking().apply(part.values().none())));
      }
    }
    return new All(all.isEmpty() ? List.of(new Any()) : all);
  }

  private List<Part> operation(Operation operation) {
    return List.of(
        Part.each(operation.hosts(), true, RuleConditions::host),
        Part.each(operation.methods(), true, method -> header(":method", method)),
        Part.each(operation.paths(), true, RuleConditions::path),
        Part.each(operation.ports(), false, RuleConditions::port));
  }

  private List<Part> source(Source source) {
    return List.of(
        principals(source.principals()),
        new Part(source.requestPrincipals(), true, Claims::principals),
        Part.each(source.serviceAccounts(), false, this::account),
        Part.each(source.namespaces(), false, RuleConditions::namespace),
        Part.each(source.remoteIpBlocks(), false, RuleConditions::remote),
        Part.each(source.ipBlocks(), false, RuleConditions::direct));
  }

  /// Sorts a condition into what is asked for and who is asking.
  private void condition(String key, Values values, List<Part> asked, List<Part> asking) {
    switch (key) {
      case "destination.ip" ->
          asked.add(Part.each(values, false, text -> new Condition.DestinationIp(Ranges.of(text))));
      case "destination.port" -> asked.add(Part.each(values, false, RuleConditions::port));
      case "connection.sni" ->
          asked.add(Part.each(values, false, text -> new Condition.ServerName(Text.of(text))));
      case "source.ip" -> asking.add(Part.each(values, false, RuleConditions::direct));
      case "remote.ip" -> asking.add(Part.each(values, false, RuleConditions::remote));
      case "source.namespace" -> asking.add(Part.each(values, false, RuleConditions::namespace));
      case "source.serviceAccount" -> asking.add(Part.each(values, false, this::account));
      case "source.principal" -> asking.add(principals(values));
      case "request.auth.principal" -> asking.add(new Part(values, true, Claims::principals));
      case "request.auth.audiences" ->
          asking.add(new Part(values, true, texts -> Claims.has(List.of("aud"), texts)));
      case "request.auth.presenter" ->
          asking.add(new Part(values, true, texts -> Claims.has(List.of("azp"), texts)));
      default -> named(key, values, asked, asking);
    }
  }

  private static void named(String key, Values values, List<Part> asked, List<Part> asking) {
    String brackets = key.substring(key.indexOf('['));
    String name = brackets.substring(1, brackets.length() - 1);
    if (key.startsWith(FILTER_METADATA)) {
      asked.add(new Part(values, false, texts -> metadata(key, name, texts)));
    } else if (key.startsWith("request.headers")) {
      asking.add(Part.each(values, true, text -> header(name, text)));
    } else {
      List<String> claims = Claims.names(brackets);
      asking.add(new Part(values, true, texts -> Claims.has(claims, texts)));
    }
  }

  private static Condition metadata(String key, String name, List<String> texts) {
    String filter = key.substring("experimental.".length(), key.indexOf('['));
    List<Value> values = texts.stream().map(RuleConditions::metadata).toList();
    return new Metadata(
        filter, List.of(name), values.size() == 1 ? values.getFirst() : new OneOf(values));
  }

  /// `[v]` is a list that has v.
  private static Value metadata(String text) {
    boolean list = text.startsWith("[") && text.endsWith("]");
    return list
        ? new InList(new OfText(Text.of(text.replaceAll("^[\\[\\]]+|[\\[\\]]+$", ""))))
        : new OfText(Text.of(text));
  }

  private Part principals(Values values) {
    Values spread = new Values(domains.spread(values.some()), domains.spread(values.none()));
    return Part.each(
        spread, false, text -> new Condition.Authenticated(Text.behind("spiffe://", text)));
  }

  private Condition account(String text) {
    int slash = text.indexOf('/');
    String of = slash < 0 ? namespace : text.substring(0, slash);
    return new Condition.Authenticated(
        new Text.Regex(
            "spiffe://.+/ns/" + of + "/(.+/|)sa/" + text.substring(slash + 1) + "(/.+)?"));
  }

  private static Condition namespace(String text) {
    return new Condition.Authenticated(new Text.Regex(".*/ns/" + text.replace("*", ".*") + "/.*"));
  }

  private static Condition direct(String text) {
    return new Condition.DirectRemoteIp(Ranges.of(text));
  }

  private static Condition remote(String text) {
    return new Condition.RemoteIp(Ranges.of(text));
  }

  private static Condition port(String text) {
    return new Condition.DestinationPort(Integer.parseInt(text));
  }

  private static Condition header(String name, String text) {
    return text.equals("*")
        ? new Condition.Present(name)
        : new Condition.Header(name, Text.of(text));
  }

  /// Hosts are compared without regard to case.
  private static Condition host(String text) {
    return text.equals("*")
        ? new Condition.Present(":authority")
        : new Condition.Header(":authority", Text.of(text, true));
  }

  private static Condition path(String text) {
    return text.contains("{*}") || text.contains("{**}")
        ? new Condition.PathTemplate(text.replace("{*}", "*").replace("{**}", "**"))
        : new Condition.UrlPath(Text.of(text));
  }
}
