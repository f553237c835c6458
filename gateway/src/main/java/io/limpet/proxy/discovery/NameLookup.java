package io.limpet.proxy.discovery;

import io.limpet.proxy.discovery.DnsMessage.Answer;
import io.limpet.proxy.discovery.DnsMessage.Reply;
import io.limpet.proxy.discovery.SystemNames.Search;
import io.limpet.proxy.plan.DnsPlan;
import io.limpet.proxy.plan.DnsPlan.Resolver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Looks up the addresses of names for one cluster, as c-ares does for Envoy: the machine's own
/// names first, then name servers, with search domains and the families of addresses that are
/// wanted. On threads that may wait.
final class NameLookup {
  private final DnsPlan.Family family;
  private final SystemNames system;
  private final Search search;
  private final NameServers servers;

  NameLookup(DnsPlan plan, SystemNames system, RandomGenerator random) {
    Resolver resolver = plan.resolver();
    this.family = plan.family();
    this.system = system;
    this.search = resolver.flags().searchDomains() ? system.search() : Search.NONE;
    this.servers = new NameServers(servers(resolver, system), resolver, random);
  }

  private static List<InetSocketAddress> servers(Resolver resolver, SystemNames system) {
    List<InetSocketAddress> systems = system.servers();
    boolean own = resolver.servers().isEmpty() || (resolver.fallback() && !systems.isEmpty());
    return own ? systems : resolver.servers();
  }

  /// All that is known of the name, nothing where it does not exist; an exception where nobody can
  /// tell.
  List<Answer> addresses(String name) throws IOException {
    if (SystemNames.isAddress(name)) {
      return List.of(new Answer(InetAddress.ofLiteral(name), 0));
    }
    return switch (family) {
      case V4_ONLY -> of(name, DnsMessage.Type.A);
      case V6_ONLY -> of(name, DnsMessage.Type.AAAA);
      case AUTO -> firstOr(name, DnsMessage.Type.AAAA, DnsMessage.Type.A);
      case V4_PREFERRED -> firstOr(name, DnsMessage.Type.A, DnsMessage.Type.AAAA);
      case ALL -> both(name);
    };
  }

  private List<Answer> firstOr(String name, DnsMessage.Type wanted, DnsMessage.Type otherwise)
      throws IOException {
    List<Answer> first = orNull(name, wanted);
    return first == null || first.isEmpty() ? of(name, otherwise) : first;
  }

  /// One family is enough (Envoy 1.40, measured).
  private List<Answer> both(String name) throws IOException {
    List<Answer> four = orNull(name, DnsMessage.Type.A);
    if (four == null) {
      return of(name, DnsMessage.Type.AAAA);
    }
    List<Answer> six = orNull(name, DnsMessage.Type.AAAA);
    List<Answer> all = new ArrayList<>(four);
    all.addAll(six == null ? List.of() : six);
    return all;
  }

  private @Nullable List<Answer> orNull(String name, DnsMessage.Type type) {
    try {
      return of(name, type);
    } catch (IOException nobodyKnows) {
      return null;
    }
  }

  private List<Answer> of(String name, DnsMessage.Type type) throws IOException {
    List<InetAddress> known = system.known(name, type == DnsMessage.Type.AAAA);
    if (!known.isEmpty()) {
      return known.stream().map(address -> new Answer(address, 0)).toList();
    }
    for (String each : search.names(name)) {
      Reply reply = servers.ask(each, type);
      if (!reply.records().isEmpty()) {
        return reply.records();
      }
    }
    return List.of();
  }
}
