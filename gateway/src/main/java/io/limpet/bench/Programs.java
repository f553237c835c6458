package io.limpet.bench;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Which proxies there are on this machine, and how each is called.
public final class Programs {
  /// Where proxies are that are not for everybody's path.
  private static final List<String> MORE_FOLDERS =
      List.of("/usr/sbin", "/usr/local/sbin", "/usr/local/bin", "/opt/homebrew/bin");

  private final Map<Peer, List<String>> commands = new EnumMap<>(Peer.class);

  private Programs() {}

  /// Limpet is always there: `itself` is what it is started with. `path`: folders, as `PATH` has
  /// them.
  public static Programs find(List<String> itself, String path) {
    Programs programs = new Programs();
    programs.commands.put(Peer.LIMPET, List.copyOf(itself));
    for (Peer peer : Peer.values()) {
      if (peer != Peer.LIMPET) {
        program(peer.word(), path).ifPresent(file -> programs.put(peer, file));
      }
    }
    return programs;
  }

  /// The first program of that name.
  public static Optional<Path> program(String name, String path) {
    return Stream.concat(Arrays.stream(path.split(File.pathSeparator, -1)), MORE_FOLDERS.stream())
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, name))
        .filter(Programs::isProgram)
        .findFirst();
  }

  public static boolean isProgram(Path file) {
    return Files.isRegularFile(file) && Files.isExecutable(file);
  }

  public void put(Peer peer, Path program) {
    commands.put(peer, List.of(program.toString()));
  }

  public boolean has(Peer peer) {
    return commands.containsKey(peer);
  }

  List<String> command(Peer peer) {
    return commands.getOrDefault(peer, List.of(peer.word()));
  }
}
