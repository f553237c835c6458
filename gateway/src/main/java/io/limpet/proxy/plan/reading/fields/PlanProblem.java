package io.limpet.proxy.plan.reading.fields;

/// What of a message is not carried out.
///
/// `kind` and `name` say which resource (`Cluster`, `outbound|80||web`), `field` is the path inside
/// it (`virtual_hosts[0].routes[2].match`), `text` says what that means and the remedy.
public record PlanProblem(String kind, String name, String field, Weight weight, String text) {

  /// How much it matters.
  public enum Weight {
    /// The field has no effect here; the rest of the resource is carried out.
    IGNORED,
    /// Nothing here knows what it asks for, so it cannot be said whether one can go on without: it
    /// is left out where a person wants that, and refused when a control plane sends it.
    UNKNOWN,
    /// What it asks for cannot be done, and doing less would be wrong: requests that need it fail.
    WITHHELD,
    /// Nothing is wrong with it, but what it needs is not there yet: requests that need that fail.
    AWAITED,
    /// The resource cannot be carried out; what was last accepted under its name stays.
    REFUSED
  }

  @Override
  public String toString() {
    return kind + " " + name + ": " + field + ": " + text;
  }
}
