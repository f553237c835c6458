package io.limpet.proxy.plan;

import io.limpet.proxy.head.RequestHead;
import io.limpet.proxy.plan.filter.HeaderEdits.HeaderEdit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Finds the virtual host of a request (Envoy: config_impl.cc, `findVirtualHost`): an exact domain
/// before the longest `*.suffix`, before the longest `prefix.*`, before `*`. Case does not count.
public final class VirtualHosts implements RouteTable {
  /// A table that matches nothing.
  public static final VirtualHosts NONE = new VirtualHosts(Map.of(), "", false, List.of());

  private final Map<String, VirtualHost> exact = new HashMap<>();
  private final List<Wildcard> suffixes = new ArrayList<>();
  private final List<Wildcard> prefixes = new ArrayList<>();
  private final @Nullable VirtualHost any;
  private final String header;
  private final boolean ignorePort;
  private final List<HeaderEdit> ofStrangers;

  private record Wildcard(String text, VirtualHost host) {
    private static final Comparator<Wildcard> LONGEST_FIRST =
        Comparator.comparingInt((Wildcard wildcard) -> wildcard.text.length()).reversed();
  }

  /// Domains in lower case. `header` names one whose value is looked for instead of the host; it
  /// may be empty.
  public VirtualHosts(
      Map<String, VirtualHost> byDomain,
      String header,
      boolean ignorePort,
      List<HeaderEdit> ofStrangers) {
    this.ofStrangers = ofStrangers;
    this.header = header;
    this.ignorePort = ignorePort;
    this.any = byDomain.get("*");
    byDomain.forEach(this::add);
    suffixes.sort(Wildcard.LONGEST_FIRST);
    prefixes.sort(Wildcard.LONGEST_FIRST);
  }

  @Override
  public List<HeaderEdit> ofStrangers() {
    return ofStrangers;
  }

  private void add(String domain, VirtualHost host) {
    if (domain.equals("*")) {
      return;
    }
    if (domain.startsWith("*")) {
      suffixes.add(new Wildcard(domain.substring(1), host));
    } else if (domain.endsWith("*")) {
      prefixes.add(new Wildcard(domain.substring(0, domain.length() - 1), host));
    } else {
      exact.put(domain, host);
    }
  }

  @Override
  public @Nullable Route match(RequestHead head, long chance) {
    @Nullable VirtualHost host = find(head);
    return host == null ? null : host.match(head, chance);
  }

  private @Nullable VirtualHost find(RequestHead head) {
    if (exact.isEmpty() && suffixes.isEmpty() && prefixes.isEmpty()) {
      return any;
    }
    @Nullable String said = header.isEmpty() ? head.authority() : head.header(header);
    if (said == null) {
      return null;
    }
    String lower = lowerCase(said);
    String name = ignorePort ? withoutPort(lower) : lower;
    @Nullable VirtualHost found = exact.get(name);
    if (found == null) {
      found = findBySuffix(name);
    }
    if (found == null) {
      found = findByPrefix(name);
    }
    return found == null ? any : found;
  }

  private @Nullable VirtualHost findBySuffix(String name) {
    for (int i = 0; i < suffixes.size(); i++) {
      Wildcard wildcard = suffixes.get(i);
      if (name.length() > wildcard.text().length() && name.endsWith(wildcard.text())) {
        return wildcard.host();
      }
    }
    return null;
  }

  private @Nullable VirtualHost findByPrefix(String name) {
    for (int i = 0; i < prefixes.size(); i++) {
      Wildcard wildcard = prefixes.get(i);
      if (name.length() > wildcard.text().length() && name.startsWith(wildcard.text())) {
        return wildcard.host();
      }
    }
    return null;
  }

  /// Of ASCII's letters alone: a character here is a byte.
  public static String lowerCase(String text) {
    int first = 0;
    while (first < text.length() && !isUpper(text.charAt(first))) {
      first++;
    }
    if (first == text.length()) {
      return text;
    }
    char[] lower = text.toCharArray();
    for (int i = first; i < lower.length; i++) {
      lower[i] = isUpper(lower[i]) ? (char) (lower[i] + 'a' - 'A') : lower[i];
    }
    return new String(lower);
  }

  private static boolean isUpper(char c) {
    return c >= 'A' && c <= 'Z';
  }

  /// All behind the last colon counts as a port, whatever it is.
  private static String withoutPort(String authority) {
    int colon = authority.lastIndexOf(':');
    return colon < 0 || authority.lastIndexOf(']') > colon
        ? authority
        : authority.substring(0, colon);
  }
}
