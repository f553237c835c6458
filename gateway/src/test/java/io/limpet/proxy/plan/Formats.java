package io.limpet.proxy.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

/// Format strings for tests.
public final class Formats {
  private Formats() {}

  /// A format without anything that is not carried out.
  public static FormatString of(String text) {
    List<PlanProblem> problems = new ArrayList<>();
    FormatString format = FormatReader.read(text, Place.of("Format", "", problems));
    assertThat(problems).isEmpty();
    return format;
  }
}
