package io.limpet.bench;

import io.limpet.bench.load.Backend;
import io.limpet.bench.load.Load;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;

/// What a run stands on: the endpoints, a folder, a certificate, and every proxy that was started,
/// all of which are gone when it is closed.
final class Ground implements AutoCloseable {
  private static final int ENDPOINTS = 6;
  private static final int LOG_LINES = 10;

  private final Contest contest;
  private final Pinning pinning;
  private final Path folder;
  private final Backend backend;
  private final Optional<Certificate> certificate;
  private final Queue<ProxyProcess> proxies = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean closed = new AtomicBoolean();

  /// One way to start a proxy: what it is called in the report, how many event loops it has, and
  /// what more is said to its JVM, if it has one.
  record Variant(Peer peer, String name, int loops, List<String> javaOptions) {
    Variant {
      javaOptions = List.copyOf(javaOptions);
    }

    static Variant plain(Peer peer) {
      return new Variant(peer, peer.word(), 1, List.of());
    }
  }

  private Ground(Contest contest, Path folder, Backend backend, Optional<Certificate> certificate) {
    this.contest = contest;
    this.folder = folder;
    this.backend = backend;
    this.certificate = certificate;
    pinning = new Pinning(contest.taskset());
  }

  /// `loops`: the most that a proxy of this run has.
  static Ground open(Contest contest, int loops) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("limpet-bench");
    boolean encrypted = contest.scenario().security() != Load.Security.PLAIN;
    Optional<Certificate> certificate =
        encrypted ? Optional.of(Certificate.make(folder)) : Optional.empty();
    Ground ground = new Ground(contest, folder, Backend.start(ENDPOINTS), certificate);
    ground.pinning.pinLoad(loops);
    return ground;
  }

  Contest contest() {
    return contest;
  }

  Path folder() {
    return folder;
  }

  String pinned() {
    return pinning.told();
  }

  SSLContext trust() throws IOException {
    try {
      return certificate.isPresent() ? certificate.get().trust() : SSLContext.getDefault();
    } catch (NoSuchAlgorithmException impossible) {
      throw new IOException("this Java has no TLS", impossible);
    }
  }

  List<InetSocketAddress> endpoints() throws IOException {
    return backend.addresses();
  }

  /// With the configuration that is in the jar; it listens when this returns. HAProxy must be told
  /// where HTTP/2 comes in the clear, all others see it from the first bytes.
  ProxyProcess start(Variant variant) throws IOException {
    InetSocketAddress plain = freePort();
    boolean detects = variant.peer() != Peer.HAPROXY;
    ProxyProcess.Ports ports =
        new ProxyProcess.Ports(plain, detects ? plain : freePort(), freePort());
    String text = Template.render(variant.peer().template(), parts(), words(ports, variant));
    Path own = Files.createDirectories(folder.resolve(variant.name().replace(' ', '-')));
    Path configuration = own.resolve(variant.peer().template());
    return start(variant, Files.writeString(configuration, text), ports);
  }

  /// With another configuration.
  ProxyProcess start(Variant variant, Path configuration, ProxyProcess.Ports ports)
      throws IOException {
    List<String> program = new ArrayList<>(contest.programs().command(variant.peer()));
    program.addAll(1, variant.javaOptions());
    List<String> command = new ArrayList<>(pinning.prefix(variant.loops()));
    command.addAll(variant.peer().command(program, configuration, variant.loops()));
    contest.progress().accept("starting " + variant.name());
    ProxyProcess proxy = ProxyProcess.start(variant.name(), command, folder, ports);
    proxies.add(proxy);
    if (closed.get()) {
      proxy.close();
    }
    proxy.await(ports.plain());
    if (certificate.isPresent()) {
      proxy.await(ports.tls());
    }
    return proxy;
  }

  /// What the proxies that are measured said last, for one who wonders why that failed.
  String said() throws IOException {
    StringBuilder text = new StringBuilder();
    for (ProxyProcess each : proxies) {
      text.append("\n%s said last%s".formatted(each.name(), said(each.name())));
    }
    return text.toString();
  }

  private String said(String name) throws IOException {
    List<String> lines = Files.readAllLines(ProxyProcess.log(name, folder));
    List<String> last = lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size());
    return last.isEmpty() ? ": nothing" : ":\n  " + String.join("\n  ", last);
  }

  static InetSocketAddress freePort() throws IOException {
    InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
    try (ServerSocket probe = new ServerSocket(0, 1, loopback)) {
      return new InetSocketAddress(loopback, probe.getLocalPort());
    }
  }

  private Set<String> parts() {
    String kind = contest.scenario() == Scenario.FEATURES ? "features" : "plain";
    return certificate.isPresent() ? Set.of(kind, "tls") : Set.of(kind);
  }

  private Map<String, String> words(ProxyProcess.Ports ports, Variant variant) throws IOException {
    Map<String, String> words = new LinkedHashMap<>();
    words.put("PLAIN_PORT", Integer.toString(ports.plain().getPort()));
    words.put("HTTP2_PORT", Integer.toString(ports.http2().getPort()));
    words.put("TLS_PORT", Integer.toString(ports.tls().getPort()));
    words.put("LOOPS", Integer.toString(variant.loops()));
    for (int i = 1; i <= ENDPOINTS; i++) {
      InetSocketAddress endpoint = endpoints().get(i - 1);
      words.put("ADDRESS_" + i, endpoint.getAddress().getHostAddress());
      words.put("ENDPOINT_" + i, Integer.toString(endpoint.getPort()));
    }
    if (certificate.isPresent()) {
      Certificate own = certificate.get();
      words.put("CERTIFICATE_BASE64", base64(own.chain()));
      words.put("KEY_BASE64", base64(own.key()));
      words.put("CERTIFICATE_FILE", own.chain().toString());
      words.put("KEY_FILE", own.key().toString());
      words.put("BOTH_FILE", own.both().toString());
    }
    return words;
  }

  private static String base64(Path file) throws IOException {
    return Base64.getEncoder().encodeToString(Files.readAllBytes(file));
  }

  @Override
  public void close() throws IOException {
    if (closed.getAndSet(true)) {
      return;
    }
    proxies.forEach(ProxyProcess::close);
    backend.close();
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(Ground::delete);
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
