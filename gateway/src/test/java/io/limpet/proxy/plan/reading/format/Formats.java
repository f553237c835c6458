package io.limpet.proxy.plan.reading.format;

import static org.assertj.core.api.Assertions.assertThat;

import io.limpet.proxy.plan.format.BodyFormat;
import io.limpet.proxy.plan.format.FormatString;
import io.limpet.proxy.plan.reading.fields.Place;
import io.limpet.proxy.plan.reading.fields.PlanProblem;
import java.util.ArrayList;
import java.util.List;

/// Format strings for tests.
public final class Formats {
  /// Envoy's line where no format is configured.
  public static final BodyFormat DEFAULT_LOG = AccessLogReader.DEFAULT_FORMAT;

  private Formats() {}

  /// A format without anything that is not carried out.
  public static FormatString of(String text) {
    List<PlanProblem> problems = new ArrayList<>();
    FormatString format = FormatReader.read(text, Place.of("Format", "", problems));
    assertThat(problems).isEmpty();
    return format;
  }
}
