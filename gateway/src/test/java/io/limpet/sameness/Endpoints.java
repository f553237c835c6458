package io.limpet.sameness;

import io.limpet.FakeDns;
import io.limpet.TestAuthority;
import io.limpet.session.PlainToken;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLSocket;

/// The endpoints of all tables: one socket on all of 127/8, so that every address is one endpoint.
///
/// `a`…`z` are 127.8.0.1…26, `e1`…`e200` are 127.9.0.1…200; `refuse…` have a port where nobody
/// listens, `silent` one whose queue is full. `n` knows nothing of ALPN.
final class Endpoints implements AutoCloseable {
  private static final int REFUSING_PORT = 1;
  private static final int TLS_HANDSHAKE = 22;
  private static final String PREFACE = "PRI";
  private static final int HASHED_ENDPOINTS = 200;
  private static final List<String> ALPN = List.of("h2", "http/1.1");

  private final ServerSocket listening;
  private final ServerSocket silent;
  private final List<Socket> filling = new ArrayList<>();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final Map<String, String> addresses = new LinkedHashMap<>();
  private final Map<String, String> names = new LinkedHashMap<>();
  private final List<Throwable> mistakes = new CopyOnWriteArrayList<>();
  private final Set<String> ids = ConcurrentHashMap.newKeySet();
  private final AtomicInteger attempts = new AtomicInteger();
  private final List<String> mirrored = new CopyOnWriteArrayList<>();
  private final Map<String, String> checks = new ConcurrentHashMap<>();
  private final FakeDns dns;
  private volatile CountDownLatch held = new CountDownLatch(1);

  Endpoints() throws IOException {
    dns = new FakeDns();
    listening = new ServerSocket(0, 4096, InetAddress.ofLiteral("0.0.0.0"));
    silent = new ServerSocket(0, 1, InetAddress.ofLiteral("127.8.2.1"));
    for (char name = 'a'; name <= 'z'; name++) {
      add(String.valueOf(name), "127.8.0." + (name - 'a' + 1), port());
    }
    for (int i = 1; i <= HASHED_ENDPOINTS; i++) {
      add("e" + i, "127.9.0." + i, port());
    }
    for (int i = 1; i <= 9; i++) {
      add(i == 1 ? "refuse" : "refuse" + i, "127.8.1." + i, REFUSING_PORT);
    }
    add("silent", "127.8.2.1", silent.getLocalPort());
    fillQueue();
    Thread.ofVirtual().name("endpoints").start(this::accept);
  }

  private void add(String name, String ip, int port) {
    addresses.put(name, ip + ":" + port);
    names.put(ip + ":" + port, name);
  }

  /// Two connections that nobody accepts fill a queue of one; the next one's handshake is never
  /// answered.
  private void fillQueue() throws IOException {
    for (int i = 0; i < 2; i++) {
      filling.add(new Socket("127.8.2.1", silent.getLocalPort()));
    }
  }

  int port() {
    return listening.getLocalPort();
  }

  String address(String name) {
    String address = addresses.get(name);
    if (address == null) {
      throw new IllegalArgumentException("no endpoint is called " + name);
    }
    return address;
  }

  boolean knows(String name) {
    return addresses.containsKey(name);
  }

  /// The name of the endpoint at an address, or the address itself.
  String name(String address) {
    return names.getOrDefault(address, address);
  }

  /// What a table may say of endpoints between `${` and `}`.
  Map<String, String> words() {
    Map<String, String> words = new LinkedHashMap<>();
    words.put("port", Integer.toString(port()));
    words.put("dns.port", Integer.toString(dns.port()));
    words.putAll(TestAuthority.get().words());
    addresses.forEach(
        (name, address) -> {
          words.put(name, address);
          words.put(name + ".ip", address.substring(0, address.indexOf(':')));
          words.put(name + ".port", address.substring(address.indexOf(':') + 1));
          words.put(name + ".header-token", PlainToken.writeHeader(address));
          words.put(name + ".cookie-token", PlainToken.writeCookie(address, 0));
        });
    return words;
  }

  /// A case begins: nobody has asked yet, and whoever asks to be held is held.
  void begin() {
    attempts.set(0);
    ids.clear();
    mirrored.clear();
    checks.clear();
    held = new CountDownLatch(1);
  }

  /// What health checks of an endpoint get: an action, `degraded`, or `excluded`.
  String checkAction(String endpoint) {
    return checks.getOrDefault(endpoint, "200");
  }

  void checks(Map<String, String> actions) {
    checks.putAll(actions);
  }

  /// Who knows the addresses of names.
  FakeDns dns() {
    return dns;
  }

  void release() {
    held.countDown();
  }

  /// How many requests came since the case began.
  int attempts() {
    return attempts.get();
  }

  /// The requests that came to x, y and z since the case began, as they came, by endpoint.
  List<String> mirrored() {
    return mirrored.stream().sorted().toList();
  }

  void note(String name, String told) {
    if (isMirror(name)) {
      mirrored.add(name + " " + told);
    }
  }

  private static boolean isMirror(String name) {
    return name.equals("x") || name.equals("y") || name.equals("z");
  }

  /// Whether a request of this id has come before in this case; a copy of one is none.
  boolean isAgain(String name, String id) {
    return !isMirror(name) && !id.isEmpty() && !ids.add(id);
  }

  int nextAttempt() {
    return attempts.getAndIncrement();
  }

  CountDownLatch held() {
    return held;
  }

  /// What went wrong here, which no case should have to do with.
  List<Throwable> mistakes() {
    return mistakes;
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        Socket socket = listening.accept();
        open.add(socket);
        InetSocketAddress at = (InetSocketAddress) socket.getLocalSocketAddress();
        String address = at.getAddress().getHostAddress() + ":" + at.getPort();
        Thread.ofVirtual().start(() -> serve(socket, name(address)));
      } catch (IOException closed) {
        return;
      }
    }
  }

  /// No request in HTTP/1 begins with these letters that a table has.
  private static boolean isHttp2(InputStream in) throws IOException {
    in.mark(PREFACE.length());
    String first = new String(in.readNBytes(PREFACE.length()), StandardCharsets.ISO_8859_1);
    in.reset();
    return first.equals(PREFACE);
  }

  private void serve(Socket socket, String name) {
    try (socket) {
      InputStream plain = new BufferedInputStream(socket.getInputStream());
      String proxied = ProxyHeader.read(plain);
      if (isTls(plain)) {
        List<String> alpn = name.equals("n") ? List.of() : ALPN;
        SSLSocket encrypted = TlsClient.accepted(socket, plain, alpn);
        serve(encrypted, new BufferedInputStream(encrypted.getInputStream()), name, proxied);
      } else {
        serve(socket, plain, name, proxied);
      }
    } catch (IOException gone) {
      // The proxy is done with the connection.
    } catch (RuntimeException ours) {
      mistakes.add(ours);
    } finally {
      open.remove(socket);
    }
  }

  private static String told(Socket socket, String proxied) throws IOException {
    String told = proxied.isEmpty() ? "" : "x-proxied: " + proxied + "\n";
    return socket instanceof SSLSocket encrypted
        ? told + "x-tls: " + TlsClient.toldOfPeer(encrypted) + "\n"
        : told;
  }

  private static boolean isTls(InputStream in) throws IOException {
    in.mark(1);
    int first = in.read();
    in.reset();
    return first == TLS_HANDSHAKE;
  }

  private void serve(Socket socket, InputStream in, String name, String proxied)
      throws IOException {
    String told = told(socket, proxied);
    if (isHttp2(in)) {
      new Http2EndpointConnection(this, name, socket, in, told).serve();
    } else {
      new EndpointConnection(this, name, socket, in, told).serve();
    }
  }

  @Override
  public void close() {
    try {
      dns.close();
      listening.close();
      silent.close();
      for (Socket each : filling) {
        each.close();
      }
      for (Socket each : open) {
        each.close();
      }
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }
}
