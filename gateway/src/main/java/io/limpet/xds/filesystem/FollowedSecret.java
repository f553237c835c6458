package io.limpet.xds.filesystem;

import io.envoyproxy.envoy.config.core.v3.PathConfigSource;
import io.envoyproxy.envoy.config.core.v3.WatchedDirectory;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.SdsSecretConfig;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret;
import io.limpet.model.Problem;
import io.limpet.model.Problem.Severity;
import io.limpet.xds.filesystem.DiscoveryFile.Reading;
import io.limpet.xds.resources.SdsSecrets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One secret of a file or of a control plane, and the files that it names. A file that cannot be
/// used takes nothing away: what was read before serves on. Configuration thread only.
final class FollowedSecret {
  private final String name;
  private final PathConfigSource source;
  private @Nullable Secret said; // by the source
  private @Nullable Secret whole; // with what the files say that it names
  private List<Problem> problems = List.of();
  private boolean sourceCame = true;
  private boolean filesCame = true;

  FollowedSecret(SdsSecretConfig config) {
    this.name = config.getName();
    this.source = SdsSecrets.file(config.getSdsConfig());
  }

  /// What is to be read anew when it comes.
  Set<Arrival> awaited() {
    Set<Arrival> all = new HashSet<>(ofFiles());
    all.addAll(ofSource());
    return all;
  }

  private Set<Arrival> ofSource() {
    return isOfFile()
        ? Set.of(Arrival.of(Path.of(source.getPath()), source.getWatchedDirectory()))
        : Set.of();
  }

  private boolean isOfFile() {
    return !source.getPath().isEmpty();
  }

  private Set<Arrival> ofFiles() {
    return said == null ? Set.of() : Arrival.of(NamedFiles.of(said), watched(said));
  }

  private static WatchedDirectory watched(Secret secret) {
    return switch (secret.getTypeCase()) {
      case TLS_CERTIFICATE -> secret.getTlsCertificate().getWatchedDirectory();
      case VALIDATION_CONTEXT -> secret.getValidationContext().getWatchedDirectory();
      case SESSION_TICKET_KEYS, GENERIC_SECRET, TYPE_NOT_SET ->
          WatchedDirectory.getDefaultInstance();
    };
  }

  /// These came: what they are about is read anew.
  void sees(Set<Arrival> came) {
    sourceCame |= !Collections.disjoint(came, ofSource());
    filesCame |= !Collections.disjoint(came, ofFiles());
  }

  /// Asks its source; `told` is what a control plane says now.
  @SuppressWarnings("ReferenceEquality") // unchanged messages are the same objects: Resources
  void ask(@Nullable Secret told) {
    if (isOfFile() && sourceCame) {
      sourceCame = false;
      read();
    } else if (!isOfFile() && told != said) {
      said = told;
      filesCame = true;
    }
  }

  private void read() {
    Reading reading = DiscoveryFile.read(Path.of(source.getPath()), name);
    boolean kept = reading.secret().isEmpty() && said != null;
    problems = reading.problems().stream().map(each -> kept ? kept(each) : each).toList();
    if (reading.secret().isPresent() && !reading.secret().get().equals(said)) {
      said = reading.secret().get();
      filesCame = true;
    }
  }

  private static Problem kept(Problem problem) {
    return problem.severity() == Severity.ERROR
        ? problem.with("what was read before serves on")
        : problem;
  }

  /// The secret with what its files say, or null: the same object as long as neither changed.
  @Nullable Secret secret() {
    if (said == null) {
      whole = null;
    } else if (filesCame) {
      filesCame = false;
      Secret next = NamedFiles.read(said);
      whole = next.equals(whole) ? whole : next;
    }
    return whole;
  }

  List<Problem> problems() {
    return problems;
  }
}
