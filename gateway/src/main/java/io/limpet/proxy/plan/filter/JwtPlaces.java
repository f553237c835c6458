package io.limpet.proxy.plan.filter;

import io.limpet.proxy.head.RequestHead;
import io.limpet.proxy.plan.match.QueryParameters;
import io.limpet.session.Cookies;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Where tokens are looked for, and whose may be there (Envoy: jwt_authn/extractor.cc).
public final class JwtPlaces {
  private static final String LETTERS =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.";

  /// A place of a token; `header` is empty where it is none.
  public record Found(String token, String header, String param, Issuers issuers) {}

  /// Whose tokens may be in a place. An empty name is any.
  public record Issuers(Set<String> names) {
    public boolean allow(String issuer) {
      return names.contains("") || names.contains(issuer);
    }
  }

  private record Header(String name, String prefix, Issuers issuers) {}

  private record Named(String name, Issuers issuers) {}

  private final List<Header> headers = new ArrayList<>();
  private final List<Named> params = new ArrayList<>();
  private final List<Named> cookies = new ArrayList<>();

  /// Headers that clients must not send, because a service would take them for ours.
  private final List<String> ours;

  private JwtPlaces(Builder builder) {
    builder.headers.forEach(
        (key, issuers) -> headers.add(new Header(key.name(), key.prefix(), new Issuers(issuers))));
    builder.params.forEach((name, issuers) -> params.add(new Named(name, new Issuers(issuers))));
    builder.cookies.forEach((name, issuers) -> cookies.add(new Named(name, new Issuers(issuers))));
    ours = List.copyOf(builder.ours);
  }

  public List<String> ours() {
    return ours;
  }

  /// Tokens in headers, in the query, in cookies, each sorted by its name.
  public List<Found> find(RequestHead head) {
    List<Found> found = new ArrayList<>();
    for (Header header : headers) {
      for (String value : head.headers(header.name())) {
        @Nullable String token = token(value, header.prefix());
        if (token != null) {
          found.add(new Found(token, header.name(), "", header.issuers()));
        }
      }
    }
    for (Named param : params) {
      @Nullable String value = QueryParameters.first(head.path(), param.name());
      if (value != null) {
        found.add(new Found(value, "", param.name(), param.issuers()));
      }
    }
    for (Named cookie : cookies) {
      @Nullable String value = Cookies.find(head.headers("cookie"), cookie.name());
      if (value != null) {
        found.add(new Found(value, "", "", cookie.issuers()));
      }
    }
    return found;
  }

  /// What follows the prefix, wherever that is; null where it is not.
  private static @Nullable String token(String value, String prefix) {
    int at = value.indexOf(prefix);
    if (at < 0) {
      return null;
    }
    if (prefix.isEmpty()) {
      return value;
    }
    int begin = at + prefix.length();
    while (begin < value.length() && LETTERS.indexOf(value.charAt(begin)) < 0) {
      begin++;
    }
    return begin == value.length() ? value : value.substring(begin);
  }

  /// Collects the places of some providers.
  public static final class Builder {
    private record Key(String name, String prefix) implements Comparable<Key> {
      @Override
      public int compareTo(Key other) {
        return (name + prefix).compareTo(other.name + other.prefix);
      }
    }

    private final Map<Key, Set<String>> headers = new TreeMap<>();
    private final Map<String, Set<String>> params = new TreeMap<>();
    private final Map<String, Set<String>> cookies = new TreeMap<>();
    private final List<String> ours = new ArrayList<>();

    public void header(String name, String prefix, String issuer) {
      headers.computeIfAbsent(new Key(name, prefix), _ -> new TreeSet<>()).add(issuer);
    }

    public void param(String name, String issuer) {
      params.computeIfAbsent(name, _ -> new TreeSet<>()).add(issuer);
    }

    public void cookie(String name, String issuer) {
      cookies.computeIfAbsent(name, _ -> new TreeSet<>()).add(issuer);
    }

    public void ours(String header) {
      ours.add(header);
    }

    public JwtPlaces build() {
      return new JwtPlaces(this);
    }
  }
}
