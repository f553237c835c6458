package io.limpet.model.istio;

import io.limpet.model.Metadata;
import io.limpet.model.Origin;
import io.limpet.model.fields.Fields;
import io.limpet.model.istio.RequestAuthentication.ClaimHeader;
import io.limpet.model.istio.RequestAuthentication.Header;
import io.limpet.model.istio.RequestAuthentication.JwtRule;
import io.limpet.model.istio.RequestAuthentication.Keys;
import io.limpet.model.istio.RequestAuthentication.Output;
import io.limpet.model.istio.RequestAuthentication.Places;
import io.limpet.model.tree.Document;
import io.limpet.model.tree.JsonReader;
import io.limpet.model.tree.Value;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads a RequestAuthentication. Anything wrong in it makes the whole of it unreadable: with a
/// part less, other tokens would be good. What must be right is `validateJwtRule` in Istio's
/// `pkg/config/validation`.
public final class RequestAuthenticationReader {
  private RequestAuthenticationReader() {}

  public static @Nullable RequestAuthentication read(
      Fields document, Metadata metadata, Origin origin) {
    document.strict();
    RequestAuthentication read =
        document.part(
            "spec",
            spec -> {
              spec.strict();
              return new RequestAuthentication(
                  metadata,
                  origin,
                  PolicyTargetReader.read(spec),
                  spec.allItems("jwtRules", RequestAuthenticationReader::rule));
            });
    return read == null && !document.has("spec")
        ? new RequestAuthentication(metadata, origin, PolicyTarget.ALL, List.of())
        : read;
  }

  private static JwtRule rule(Fields rule) {
    rule.strict();
    String issuer = rule.text("issuer");
    Keys keys = keys(rule);
    if (issuer.isEmpty() && keys.jwksUri().isEmpty() && rule.sound()) {
      rule.refuse("issuer", "missing-field", "is missing; write it, or jwksUri");
    }
    return new JwtRule(
        issuer,
        texts(rule, "audiences"),
        keys,
        new Places(
            rule.allItems("fromHeaders", RequestAuthenticationReader::header),
            texts(rule, "fromParams"),
            texts(rule, "fromCookies")),
        new Output(
            rule.truth("forwardOriginalToken"),
            rule.text("outputPayloadToHeader"),
            rule.allItems("outputClaimToHeaders", RequestAuthenticationReader::claim)),
        texts(rule, "spaceDelimitedClaims"));
  }

  private static List<String> texts(Fields rule, String key) {
    return AttributeValues.read(rule, key, AttributeValues::any);
  }

  private static Keys keys(Fields rule) {
    rule.oneOf("jwksUri", "jwks_uri");
    String old = rule.text("jwks_uri");
    String uri = old.isEmpty() ? rule.text("jwksUri") : old;
    if (!uri.isEmpty() && !isHttp(uri)) {
      rule.refuse("jwksUri", "bad-uri", "\"" + uri + "\" is no address; write https://…");
    }
    String jwks = rule.text("jwks");
    if (!jwks.isEmpty() && !isKeySet(jwks)) {
      rule.refuse(
          "jwks",
          "bad-jwks",
          "is no set of keys; write JSON such as {\"keys\": [{\"kty\": \"RSA\", …}]}");
    }
    return new Keys(jwks, uri, rule.duration("timeout"));
  }

  private static boolean isHttp(String text) {
    try {
      URI uri = new URI(text);
      return "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
    } catch (URISyntaxException _) {
      return false;
    }
  }

  /// A set of keys, or a single one.
  private static boolean isKeySet(String text) {
    List<Document> documents = JsonReader.readAll(text);
    return documents.size() == 1
        && documents.getFirst().root() instanceof Value.Mapping keys
        && (keys.get("keys") instanceof Value.Sequence || keys.get("kty") instanceof Value.Text);
  }

  private static Header header(Fields header) {
    header.strict();
    return new Header(header.requiredText("name"), header.text("prefix"));
  }

  private static ClaimHeader claim(Fields claim) {
    claim.strict();
    String header = claim.requiredText("header");
    if (claim.sound() && !header.matches("[-_A-Za-z0-9]+")) {
      claim.refuse(
          "header", "bad-header", "\"" + header + "\" is no header; write letters, digits and -");
    }
    return new ClaimHeader(header, claim.requiredText("claim"));
  }
}
