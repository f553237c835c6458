package io.limpet.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// What is to be run, and how.
///
/// @param peers those that are asked for; which of them there are is found out
/// @param targets run already, and are loaded like the others
/// @param connections a table has rows for each of these numbers
/// @param warmUp before the first round of each proxy: the JVM's second compiler is not done before
/// @param taskset pins proxies to the first core and the load to others, where it is there
/// @param progress is told what is being done
public record Contest(
    Scenario scenario,
    Programs programs,
    List<Peer> peers,
    List<Target> targets,
    List<Integer> connections,
    int rounds,
    Duration round,
    Duration warmUp,
    Optional<Path> taskset,
    Consumer<String> progress) {
  public Contest {
    peers = List.copyOf(peers);
    targets = List.copyOf(targets);
    connections = List.copyOf(connections);
  }

  /// Those that take part.
  public List<Peer> present() {
    return scenario.peers().stream()
        .filter(peer -> peers.contains(peer) && programs.has(peer))
        .toList();
  }
}
