package io.limpet.model.istio;

import io.limpet.model.Kind;
import io.limpet.model.Metadata;
import io.limpet.model.Origin;
import io.limpet.model.fields.Fields;
import io.limpet.model.fields.Findings;
import io.limpet.model.tree.Value;
import java.time.Instant;
import java.util.Map;

/// Reads of a policy that is wrong whom it is for; what is wrong with it was said before.
public final class ClosedPolicyReader {
  private ClosedPolicyReader() {}

  /// One without so much as a name; `name` stands for it.
  public static ClosedPolicy nameless(Kind kind, String namespace, String name, Origin origin) {
    Metadata metadata = new Metadata(namespace, name, "", Instant.EPOCH, Map.of(), Map.of());
    return new ClosedPolicy(kind, metadata, origin, PolicyTarget.ALL, true);
  }

  public static ClosedPolicy read(
      Kind kind, Value.Mapping document, Metadata metadata, Origin origin) {
    PolicyTarget target = PolicyTarget.ALL;
    if (document.get("spec") instanceof Value.Mapping spec) {
      Fields fields = new Fields(spec, "spec", new Findings(origin.source()));
      PolicyTarget read = PolicyTargetReader.read(fields);
      target = fields.sound() ? read : target;
    }
    return new ClosedPolicy(kind, metadata, origin, target, false);
  }
}
