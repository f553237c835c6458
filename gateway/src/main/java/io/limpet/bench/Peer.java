package io.limpet.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// A proxy that can be measured, and how it is started.
public enum Peer {
  LIMPET("limpet", "limpet.yaml"),
  ENVOY("envoy", "envoy.yaml"),
  HAPROXY("haproxy", "haproxy.cfg"),
  NGINX("nginx", "nginx.conf");

  private final String word;
  private final String template;

  Peer(String word, String template) {
    this.word = word;
    this.template = template;
  }

  /// Its name, which is that of its program too.
  public String word() {
    return word;
  }

  public static Optional<Peer> named(String word) {
    return Arrays.stream(values()).filter(each -> each.word.equals(word)).findFirst();
  }

  String template() {
    return template;
  }

  /// `program`: how it is called, which for Limpet is a Java with its options.
  List<String> command(List<String> program, Path configuration, int loops) {
    List<String> command = new ArrayList<>(program);
    String file = configuration.toString();
    String folder = String.valueOf(configuration.getParent());
    String concurrency = Integer.toString(loops);
    command.addAll(
        switch (this) {
          case LIMPET ->
              List.of(
                  "run",
                  "-f",
                  file,
                  "--admin-port",
                  "0",
                  "--status-port",
                  "0",
                  "--api-port",
                  "0",
                  "--concurrency",
                  concurrency);
          case ENVOY ->
              List.of(
                  "-c", file, "-l", "error", "--use-dynamic-base-id", "--concurrency", concurrency);
          case HAPROXY -> List.of("-db", "-f", file);
          case NGINX -> List.of("-p", folder, "-c", file);
        });
    return command;
  }
}
