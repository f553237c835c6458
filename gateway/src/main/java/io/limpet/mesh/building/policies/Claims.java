package io.limpet.mesh.building.policies;

import io.limpet.mesh.security.Condition;
import io.limpet.mesh.security.Condition.All;
import io.limpet.mesh.security.Condition.InList;
import io.limpet.mesh.security.Condition.Metadata;
import io.limpet.mesh.security.Condition.OfText;
import io.limpet.mesh.security.Condition.One;
import io.limpet.mesh.security.Condition.OneOf;
import io.limpet.mesh.security.Condition.Value;
import io.limpet.mesh.security.Security;
import io.limpet.mesh.security.Text;
import java.util.ArrayList;
import java.util.List;

/// Conditions on what a good token claims, which the filter `jwt_authn` leaves as metadata
/// (`generator.go` and `util.go` in Istio's `authz/model`).
final class Claims {
  private Claims() {}

  /// A claim that is one of the texts, or a list that has one of them. `path` leads to it through
  /// other claims.
  static Condition has(List<String> path, List<String> texts) {
    List<Value> values = new ArrayList<>();
    texts.forEach(text -> values.add(new OfText(Text.of(text))));
    Value value = values.size() == 1 ? values.getFirst() : new OneOf(values);
    List<String> whole = new ArrayList<>(List.of(Security.JWT_PAYLOAD));
    whole.addAll(path);
    return new Metadata(Security.JWT_FILTER, whole, new OneOf(List.of(new InList(value), value)));
  }

  /// One of some principals `issuer/subject`.
  static Condition principals(List<String> principals) {
    List<Condition> all = principals.stream().map(Claims::principal).toList();
    return all.size() == 1 ? all.getFirst() : new One(all);
  }

  /// An issuer may have slashes, a subject has none. A star at one end stands for a part of what is
  /// there, or for both.
  private static Condition principal(String value) {
    int slash = value.lastIndexOf('/');
    String issuer = slash < 0 ? value : value.substring(0, slash);
    String subject = value.substring(slash + 1);
    if (value.equals("*")) {
      return both(Text.SOME, Text.SOME);
    }
    if (value.startsWith("*")) {
      return slash < 0
          ? both(Text.SOME, Text.of(value))
          : both(Text.of(issuer), new Text.Exact(subject, false));
    }
    if (value.endsWith("*")) {
      return slash < 0
          ? both(Text.of(value), Text.SOME)
          : both(new Text.Exact(issuer, false), Text.of(subject));
    }
    return both(new Text.Exact(issuer, false), new Text.Exact(slash < 0 ? "" : subject, false));
  }

  private static Condition both(Text issuer, Text subject) {
    return new All(List.of(is("iss", issuer), is("sub", subject)));
  }

  private static Condition is(String claim, Text text) {
    return new Metadata(
        Security.JWT_FILTER, List.of(Security.JWT_PAYLOAD, claim), new OfText(text));
  }

  /// The names of `[a][b]`, or of `[a.b]` and the like, whose brackets do not close one by one: all
  /// between the first and the last.
  static List<String> names(String brackets) {
    List<String> names = new ArrayList<>();
    int begin = 0;
    while (begin < brackets.length()) {
      int end = brackets.indexOf(']', begin);
      boolean single =
          brackets.charAt(begin) == '['
              && end > 0
              && brackets.substring(begin + 1, end).indexOf('[') < 0;
      if (!single) {
        return List.of(brackets.substring(1, brackets.length() - 1));
      }
      names.add(brackets.substring(begin + 1, end));
      begin = end + 1;
    }
    return names;
  }
}
