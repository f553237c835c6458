package io.limpet.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/// Where a control plane shows its pages, and in which form they are wanted.
final class ControlPageOptions {
  @Option(
      names = "--control-host",
      paramLabel = "HOST",
      defaultValue = "127.0.0.1",
      description = "Where the control plane's debug pages are (default: ${DEFAULT-VALUE}).")
  private String host = "";

  @Option(
      names = "--control-port",
      paramLabel = "PORT",
      defaultValue = "15014",
      description = "Their port, of `limpet control` or of an istiod (default: ${DEFAULT-VALUE}).")
  private int port;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "table|json|yaml",
      defaultValue = "table",
      converter = FormReader.class,
      description = "The form of what is printed (default: ${DEFAULT-VALUE}).")
  private Form form = Form.TABLE;

  /// How it is printed.
  enum Form {
    TABLE,
    JSON,
    YAML
  }

  private static final class FormReader implements ITypeConverter<Form> {
    @Override
    public Form convert(String word) {
      return switch (word) {
        case "table" -> Form.TABLE;
        case "json" -> Form.JSON;
        case "yaml" -> Form.YAML;
        default ->
            throw new TypeConversionException(
                "expected one of table, json, yaml but was '" + word + "'");
      };
    }
  }

  Form form() {
    return form;
  }

  HttpPage page() {
    return new HttpPage(
        host,
        port,
        "no control plane listens on %s:%d; is `limpet control` running?".formatted(host, port)
            + " --control-port names another port",
        "");
  }
}
