package io.limpet.xds.bootstrap;

import io.envoyproxy.envoy.config.bootstrap.v3.Bootstrap;
import io.limpet.model.Problem;
import java.util.List;

/// A bootstrap from a text that must be good as a whole.
public final class BootstrapReader {
  private BootstrapReader() {}

  /// The bootstrap in a text; `name` is the file's, which tells JSON from YAML. Throws where the
  /// text is not one whole bootstrap.
  public static Bootstrap read(String text, String name) throws BootstrapException {
    BootstrapFile file = BootstrapFile.read(text, name);
    List<Problem> problems = file.problems();
    if (!problems.isEmpty()) {
      throw new BootstrapException(problems.getFirst().toString());
    }
    return file.bootstrap();
  }
}
