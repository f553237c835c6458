package io.limpet.model.reading;

import io.limpet.model.Problem;
import io.limpet.model.fields.Embedded;
import io.limpet.model.fields.Findings;
import io.limpet.model.istio.MeshConfig;
import io.limpet.model.istio.MeshConfigReader;
import java.util.List;

/// The settings of the mesh from a text of their own, and what is wrong with it.
public record MeshSettings(MeshConfig mesh, List<Problem> problems) {
  public MeshSettings {
    problems = List.copyOf(problems);
  }

  /// Reads YAML; `source` names the text in problems.
  public static MeshSettings read(String text, String source) {
    Findings findings = new Findings(source);
    MeshConfig mesh = Embedded.read(text, findings, MeshConfigReader::read);
    return new MeshSettings(mesh == null ? MeshConfig.DEFAULT : mesh, findings.problems());
  }
}
