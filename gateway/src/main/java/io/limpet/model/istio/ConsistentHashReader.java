package io.limpet.model.istio;

import io.limpet.model.fields.Fields;
import io.limpet.model.istio.LoadBalancer.ConsistentHash;
import io.limpet.model.istio.LoadBalancer.CookieAttribute;
import io.limpet.model.istio.LoadBalancer.HashAlgorithm;
import io.limpet.model.istio.LoadBalancer.HashKey;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads which part of a request is hashed, and onto which table.
final class ConsistentHashReader {
  private static final long MAX_RING_SIZE = Long.MAX_VALUE;
  private static final long MAX_TABLE_SIZE = 5_000_011;

  private ConsistentHashReader() {}

  static ConsistentHash read(Fields hash) {
    hash.strict();
    hash.oneOf("httpHeaderName", "httpCookie", "useSourceIp", "httpQueryParameterName");
    hash.oneOf("ringHash", "maglev");
    return new ConsistentHash(key(hash), algorithm(hash));
  }

  private static HashKey key(Fields hash) {
    if (hash.has("httpHeaderName")) {
      return new HashKey.Header(hash.requiredText("httpHeaderName"));
    }
    if (hash.has("useSourceIp")) {
      return new HashKey.SourceIp(hash.truth("useSourceIp"));
    }
    if (hash.has("httpQueryParameterName")) {
      return new HashKey.QueryParameter(hash.requiredText("httpQueryParameterName"));
    }
    HashKey cookie = hash.part("httpCookie", ConsistentHashReader::cookie);
    return cookie == null ? new HashKey.None() : cookie;
  }

  private static HashKey cookie(Fields cookie) {
    List<CookieAttribute> attributes = cookie.items("attributes", ConsistentHashReader::attribute);
    Set<String> names = new HashSet<>();
    for (CookieAttribute each : attributes) {
      if (!names.add(each.name())) {
        Webhook.refuses(cookie, "attributes", "has " + each.name() + " twice; remove one");
      }
    }
    return new HashKey.Cookie(
        cookie.requiredText("name"), cookie.text("path"), cookie.duration("ttl"), attributes);
  }

  private static CookieAttribute attribute(Fields attribute) {
    return new CookieAttribute(attribute.requiredText("name"), attribute.text("value"));
  }

  private static HashAlgorithm algorithm(Fields hash) {
    long deprecated = hash.whole("minimumRingSize", 0, MAX_RING_SIZE, 0);
    HashAlgorithm ring = hash.part("ringHash", ConsistentHashReader::ring);
    HashAlgorithm maglev = hash.part("maglev", ConsistentHashReader::maglev);
    if (deprecated != 0 && (ring != null || maglev != null)) {
      Webhook.refuses(
          hash,
          "minimumRingSize",
          "is deprecated and has no effect beside ringHash or maglev; remove it");
    }
    if (ring != null) {
      return ring;
    }
    return maglev == null ? new HashAlgorithm.Unnamed(deprecated) : maglev;
  }

  private static @Nullable HashAlgorithm ring(Fields ring) {
    return new HashAlgorithm.RingHash(ring.whole("minimumRingSize", 0, MAX_RING_SIZE, 0));
  }

  private static @Nullable HashAlgorithm maglev(Fields maglev) {
    if (!maglev.has("tableSize")) {
      Webhook.refuses(maglev, "tableSize", "is missing, and Envoy's 65537 is taken; write a prime");
    }
    long size = maglev.whole("tableSize", 0, Long.MAX_VALUE, 0);
    if (size > MAX_TABLE_SIZE) {
      Webhook.refuses(
          maglev, "tableSize", size + " is too large; write a prime up to " + MAX_TABLE_SIZE);
    }
    return new HashAlgorithm.Maglev(size);
  }
}
