package io.limpet.cli;

import java.io.IOException;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/// Where a control plane shows its pages, and in which form they are wanted.
final class ControlPageOptions {
  private static final int CONNECT_MILLIS = 5_000;
  private static final int READ_MILLIS = 30_000;

  @Spec(Target.MIXEE)
  private CommandSpec command;

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
      paramLabel = "table|json",
      defaultValue = "table",
      description = "The form of what is printed (default: ${DEFAULT-VALUE}).")
  private String output = "";

  boolean isJson() {
    if (!output.equals("table") && !output.equals("json")) {
      throw new ParameterException(
          command.commandLine(), "-o " + output + ": say -o table or -o json");
    }
    return output.equals("json");
  }

  String read(String path) throws CommandFailure {
    String address = "http://" + host + ":" + port + path;
    try {
      HttpURLConnection connection =
          (HttpURLConnection) URI.create(address).toURL().openConnection();
      connection.setConnectTimeout(CONNECT_MILLIS);
      connection.setReadTimeout(READ_MILLIS);
      if (connection.getResponseCode() != HttpURLConnection.HTTP_OK) {
        throw new CommandFailure(address + " answered " + connection.getResponseCode());
      }
      try (var body = connection.getInputStream()) {
        return new String(body.readAllBytes(), StandardCharsets.UTF_8);
      }
    } catch (ConnectException refused) {
      throw new CommandFailure(
          "no control plane listens on %s:%d; is `limpet control` running? --control-port names"
                  .formatted(host, port)
              + " another port");
    } catch (IOException broken) {
      throw new CommandFailure(address + ": " + broken);
    }
  }
}
