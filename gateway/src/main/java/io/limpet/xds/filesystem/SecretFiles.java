package io.limpet.xds.filesystem;

import com.google.protobuf.Message;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.PathConfigSource;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.SdsSecretConfig;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret;
import io.limpet.model.Problem;
import io.limpet.xds.resources.Resources;
import io.limpet.xds.resources.SdsSecrets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Reads the secrets that stand in files, and the files that secrets name, and reads them anew when
/// something is moved to where they are.
///
/// Configuration gives it each set of resources and goes on with what it gets for it. `changed` is
/// called, on a thread that must not be held up, when files came; then the same is done again.
public final class SecretFiles implements AutoCloseable {
  private final Arrivals arrivals;

  // All of these: configuration thread only.
  private final Map<String, FollowedSecret> secrets = new HashMap<>();
  private IdentityHashMap<Message, List<SdsSecretConfig>> named = new IdentityHashMap<>();
  private Followed last = new Followed(Resources.EMPTY, List.of());
  private Resources given = Resources.EMPTY;

  public SecretFiles(Runnable changed) {
    this.arrivals = new Arrivals(changed);
  }

  /// Resources with the secrets of files among them, and what is wrong with files.
  public record Followed(Resources resources, List<Problem> problems) {
    public Followed {
      problems = List.copyOf(problems);
    }
  }

  /// The same resources where they name no file; the same object as before where nothing changed.
  /// Configuration thread only.
  @SuppressWarnings("ReferenceEquality") // unchanged resources are the same object
  public Followed follow(Resources resources) {
    Set<Arrival> came = arrivals.came();
    if (given != resources || !came.isEmpty()) {
      secrets.values().forEach(each -> each.sees(came));
      given = resources;
      last = read(resources);
    }
    return last;
  }

  private Followed read(Resources resources) {
    Map<String, SdsSecretConfig> asked = asked(resources);
    secrets.keySet().retainAll(asked.keySet());
    asked.forEach((key, config) -> secrets.computeIfAbsent(key, _ -> new FollowedSecret(config)));
    if (asked.isEmpty()) {
      return new Followed(resources, arrivals.await(Set.of()));
    }
    // A file is watched before it is read, or what comes between the two would be missed.
    var _ = arrivals.await(awaited());
    secrets.forEach((key, secret) -> secret.ask(resources.secrets().get(key)));
    List<Problem> problems = new ArrayList<>(arrivals.await(awaited()));
    secrets.values().forEach(secret -> problems.addAll(secret.problems()));
    return new Followed(with(resources), problems);
  }

  /// The resources with what is known of secrets: most changes are of endpoints, and of most
  /// secrets no file is named.
  @SuppressWarnings("ReferenceEquality") // unchanged messages are the same objects: Resources
  private Resources with(Resources resources) {
    NavigableMap<String, Secret> all = new TreeMap<>(resources.secrets());
    boolean same = true;
    for (Map.Entry<String, FollowedSecret> each : secrets.entrySet()) {
      @Nullable Secret whole = each.getValue().secret();
      same &= whole == null || whole == all.put(each.getKey(), whole);
    }
    return same ? resources : resources.withSecrets(all);
  }

  private Set<Arrival> awaited() {
    Set<Arrival> all = new HashSet<>();
    secrets.values().forEach(each -> all.addAll(each.awaited()));
    return all;
  }

  /// Those that have a source, by their keys. What stands in a bootstrap is read once.
  private Map<String, SdsSecretConfig> asked(Resources resources) {
    IdentityHashMap<Message, List<SdsSecretConfig>> next = new IdentityHashMap<>();
    for (Listener each : resources.listeners().values()) {
      next.put(each, known(each, () -> SdsSecrets.of(each)));
    }
    for (Cluster each : resources.clusters().values()) {
      next.put(each, known(each, () -> SdsSecrets.of(each)));
    }
    named = next;
    Map<String, SdsSecretConfig> asked = new TreeMap<>();
    for (List<SdsSecretConfig> each : next.values()) {
      for (SdsSecretConfig config : each) {
        asked.put(SdsSecrets.key(config), config);
      }
    }
    return asked;
  }

  private List<SdsSecretConfig> known(Message message, Supplier<List<SdsSecretConfig>> reading) {
    @Nullable List<SdsSecretConfig> before = named.get(message);
    return before == null ? reading.get().stream().filter(SecretFiles::hasSource).toList() : before;
  }

  /// What is the name of no file is refused with what names it.
  private static boolean hasSource(SdsSecretConfig config) {
    PathConfigSource file = SdsSecrets.file(config.getSdsConfig());
    try {
      var _ = Path.of(file.getPath(), file.getWatchedDirectory().getPath());
      return config.hasSdsConfig();
    } catch (InvalidPathException none) {
      return false;
    }
  }

  @Override
  public void close() {
    arrivals.close();
  }
}
