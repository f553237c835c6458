package io.limpet.cli;

import io.limpet.model.tree.JsonWriter;
import io.limpet.model.tree.Value;
import io.limpet.model.tree.YamlWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/// Where a `proxy-config` command reads from and how it prints: the same for all of them.
final class DumpOptions {
  /// How a command prints.
  enum Form {
    SHORT,
    JSON,
    YAML;

    static Form of(String word) {
      return switch (word) {
        case "short" -> SHORT;
        case "json" -> JSON;
        case "yaml" -> YAML;
        default ->
            throw new TypeConversionException(
                "expected one of short, json, yaml but was '" + word + "'");
      };
    }
  }

  private static final class FormReader implements ITypeConverter<Form> {
    @Override
    public Form convert(String word) {
      return Form.of(word);
    }
  }

  @Parameters(
      arity = "0..1",
      paramLabel = "POD",
      description =
          "The gateway's pod as istioctl takes it: NAME, NAME.NAMESPACE or deploy/NAME. May be left"
              + " out: the admin port tells which gateway is meant.")
  @SuppressWarnings("UnusedVariable") // accepted so that istioctl's habits work
  private String pod = "";

  @Option(
      names = {"-n", "--namespace"},
      paramLabel = "NAMESPACE",
      description = "The pod's namespace; accepted as istioctl's, and not needed.")
  @SuppressWarnings("UnusedVariable") // likewise
  private String namespace = "";

  @Option(
      names = {"-f", "--file"},
      paramLabel = "FILE",
      description = "Read a saved config dump (JSON) instead of asking a gateway; - is the input.")
  private String file = "";

  @Option(
      names = "--proxy-admin-host",
      paramLabel = "HOST",
      defaultValue = "127.0.0.1",
      description = "Where the admin port is. Default: ${DEFAULT-VALUE}.")
  private String host = "";

  @Option(
      names = "--proxy-admin-port",
      paramLabel = "PORT",
      defaultValue = "15000",
      description = "The admin port, of Limpet or of an Envoy. Default: ${DEFAULT-VALUE}.")
  private int port;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORM",
      converter = FormReader.class,
      defaultValue = "short",
      description = "One of short, json, yaml. Default: ${DEFAULT-VALUE}.")
  private Form form = Form.SHORT;

  Form form() {
    return form;
  }

  /// The dump that the options name. `path` is what the admin port is asked for.
  Dump read(String path) throws CommandFailure {
    return file.isEmpty()
        ? Dump.parse(gateway(host, port).read(path), host + ":" + port)
        : readFile(file);
  }

  /// Messages, printed as `-o` says.
  String printed(List<Value.Mapping> messages) {
    Value.Sequence list = new Value.Sequence(0, List.copyOf(messages));
    return form == Form.YAML ? YamlWriter.write(sorted(list)) : JsonWriter.pretty(list);
  }

  /// A gateway's admin port.
  static HttpPage gateway(String host, int port) {
    return new HttpPage(
        host,
        port,
        "no gateway listens on %s:%d; is `limpet demo` or `limpet run` running?"
                .formatted(host, port)
            + " --proxy-admin-port names another port, --file a saved dump",
        "; is that an Envoy's or Limpet's admin port?");
  }

  /// A saved dump; `-` is the input.
  static Dump readFile(String file) throws CommandFailure {
    try {
      String text =
          file.equals("-")
              ? new String(System.in.readAllBytes(), StandardCharsets.UTF_8)
              : Files.readString(Path.of(file));
      return Dump.parse(text, file);
    } catch (NoSuchFileException absent) {
      throw new CommandFailure(file + ": there is no such file");
    } catch (AccessDeniedException denied) {
      throw new CommandFailure(file + ": no permission to read it");
    } catch (IOException broken) {
      throw new CommandFailure(file + ": cannot be read: " + broken.getMessage());
    }
  }

  /// istioctl turns its JSON into YAML by way of Go's maps, which are written in the order of their
  /// keys.
  private static Value sorted(Value value) {
    return switch (value) {
      case Value.Mapping mapping -> {
        Map<String, Value> fields = new LinkedHashMap<>();
        new TreeMap<>(mapping.fields()).forEach((key, each) -> fields.put(key, sorted(each)));
        yield new Value.Mapping(mapping.line(), fields, Map.of());
      }
      case Value.Sequence sequence ->
          new Value.Sequence(
              sequence.line(), sequence.items().stream().map(DumpOptions::sorted).toList());
      case Value.Text _, Value.Whole _, Value.Fraction _, Value.Truth _, Value.Nothing _ -> value;
    };
  }
}
