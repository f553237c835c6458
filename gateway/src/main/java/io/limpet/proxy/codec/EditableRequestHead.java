package io.limpet.proxy.codec;

import io.limpet.proxy.head.Metadata;
import io.limpet.proxy.head.ProxyProtocolData;
import io.limpet.proxy.head.RequestHead;
import io.limpet.proxy.head.TlsFacts;
import io.limpet.proxy.plan.UpgradePlan;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// A request's head, of any version of HTTP, as bytes, copied once from the connection, and where
/// in them everything is.
///
/// The headers that concern the client's connection alone are gone once it is read: `connection`
/// and what it nominates, `keep-alive`, `proxy-connection`, `transfer-encoding`, `upgrade` (but for
/// an [#upgrade]), `te` (but for `trailers`). What they said is in [#framing], [#keepAlive] and
/// [#upgrade].
public final class EditableRequestHead implements RequestHead, EditableHeaders {
  private static final HeaderName CONTENT_LENGTH = HeaderName.of("content-length");
  private static final HeaderName CONNECTION = HeaderName.of("connection");
  private static final HeaderName UPGRADE = HeaderName.of("upgrade");
  private static final HeaderName HOST = HeaderName.of("host");

  private enum Version {
    HTTP10("HTTP/1.0"),
    HTTP11("HTTP/1.1"),
    HTTP2("HTTP/2"),
    HTTP3("HTTP/3");

    final String text;

    Version(String text) {
      this.text = text;
    }
  }

  private final HeadPool pool;
  private final HeaderLines lines;
  private final RequestTarget target = new RequestTarget();
  private final ConnectionTokens tokens = new ConnectionTokens();

  private ConnectionEnds ends = ConnectionEnds.NONE;
  private int method = Method.NONE;
  private String otherMethod = "";
  private Version version = Version.HTTP11;
  private Framing framing = Framing.NONE;
  private long contentLength;
  private boolean keepAlive;
  private boolean expectContinue;
  private String upgrade = "";
  private int namesDropped;

  private String scheme = "";
  private String clientAddress = "";
  private Metadata metadata = Metadata.NONE;
  private boolean released;

  EditableRequestHead(HeadPool pool) {
    this.pool = pool;
    this.lines = new HeaderLines(pool.texts());
  }

  void begin(ConnectionEnds ends, boolean keepsCase) {
    this.ends = ends;
    lines.begin(keepsCase);
    target.clear();
    tokens.clear();
    method = Method.NONE;
    otherMethod = "";
    version = Version.HTTP11;
    framing = Framing.NONE;
    contentLength = 0;
    keepAlive = false;
    expectContinue = false;
    upgrade = "";
    namesDropped = 0;
    scheme = ends.scheme();
    clientAddress = ends.peerIp();
    metadata = Metadata.NONE;
    released = false;
  }

  /// Begins a head that comes over HTTP/2: its lines are to be put, and then [#start] to be called.
  public static EditableRequestHead http2(HeadPool pool, ConnectionEnds ends) {
    return multiplexed(pool, ends, Version.HTTP2);
  }

  /// Begins a request of our own that goes out over HTTP/2.
  public static EditableRequestHead http2(HeadPool pool, String method, String path) {
    EditableRequestHead head = http2(pool, ConnectionEnds.NONE);
    byte[] text = method.getBytes(StandardCharsets.ISO_8859_1);
    head.method = Method.find(text, 0, text.length);
    head.otherMethod = method;
    head.path(path);
    return head;
  }

  /// Begins a head that comes over HTTP/3, as over HTTP/2.
  public static EditableRequestHead http3(HeadPool pool, ConnectionEnds ends) {
    return multiplexed(pool, ends, Version.HTTP3);
  }

  private static EditableRequestHead multiplexed(
      HeadPool pool, ConnectionEnds ends, Version version) {
    EditableRequestHead head = pool.request();
    head.begin(ends, false);
    head.version = version;
    head.keepAlive = true;
    return head;
  }

  /// Takes method and path from the values of two lines; a CONNECT has no path, and says below 0.
  public void start(int methodLine, int pathLine) {
    int from = lines.value(methodLine);
    int to = lines.valueEnd(methodLine);
    method = Method.find(lines.bytes(), from, to);
    otherMethod = method == Method.NONE ? lines.text(from, to) : "";
    target.linesStart(lines.name(0));
    if (pathLine >= 0) {
      target.take(lines.value(pathLine), lines.valueEnd(pathLine));
      target.findFragment(lines.bytes());
    }
  }

  /// An extended CONNECT is an upgrade, as HTTP/1.1 has it (RFC 8441; Envoy: http/utility.cc,
  /// transformUpgradeRequestFromH2toH1).
  public void startUpgrade(String protocol) {
    method = Method.GET;
    upgrade = protocol.toLowerCase(Locale.ROOT);
    add(CONNECTION, "upgrade");
    add(UPGRADE, protocol);
  }

  /// A CONNECT of HTTP/2.
  public void startConnect() {
    upgrade = UpgradePlan.CONNECT;
  }

  /// A head of its own that is the same now; the caller releases it.
  public EditableRequestHead copy() {
    EditableRequestHead copy = pool.request();
    copy.begin(ends, false);
    copy.lines.copy(lines);
    copy.target.copy(target);
    copy.method(method, false);
    copy.otherMethod = otherMethod;
    copy.version = version;
    copy.framing(framing, contentLength);
    copy.connection(keepAlive, expectContinue, upgrade);
    copy.scheme = scheme;
    copy.clientAddress = clientAddress;
    copy.metadata = metadata;
    return copy;
  }

  /// The lines, for codecs.
  @Override
  public HeaderLines lines() {
    return lines;
  }

  @Override
  public boolean isInline(HeaderName name) {
    return InlineHeaders.ofRequests(name);
  }

  RequestTarget target() {
    return target;
  }

  ConnectionTokens tokens() {
    return tokens;
  }

  /// How many headers were dropped for an underscore in their names.
  public int namesDropped() {
    return namesDropped;
  }

  void namesDropped(int count) {
    namesDropped = count;
  }

  int methodNumber() {
    return method;
  }

  void method(int number, boolean http10) {
    this.method = number;
    this.version = http10 ? Version.HTTP10 : Version.HTTP11;
  }

  /// How its body comes.
  public void framing(Framing framing, long contentLength) {
    this.framing = framing;
    this.contentLength = contentLength;
  }

  void connection(boolean keepAlive, boolean expectContinue, String upgrade) {
    this.keepAlive = keepAlive;
    this.expectContinue = expectContinue;
    this.upgrade = upgrade;
  }

  @Override
  public String method() {
    return method == Method.NONE ? otherMethod : Method.text(method);
  }

  @Override
  public String path() {
    return target.path(lines);
  }

  @Override
  public String authority() {
    int host = lines.find(KnownHeader.HOST, 0);
    return host < 0 ? "" : lines.text(host);
  }

  @Override
  public String scheme() {
    return scheme;
  }

  @Override
  public boolean hasSeveral(String name) {
    int line = lines.find(name, 0);
    return line >= 0 && lines.find(name, line + 1) >= 0;
  }

  @Override
  public String clientAddress() {
    return clientAddress;
  }

  @Override
  public String peerAddress() {
    return ends.peerAddress();
  }

  @Override
  public String directAddress() {
    return ends.directAddress();
  }

  /// The peer's address without its port.
  public String peerIp() {
    return ends.peerIp();
  }

  @Override
  public String localAddress() {
    return ends.localAddress();
  }

  @Override
  public TlsFacts tls() {
    return ends.tls();
  }

  @Override
  public ProxyProtocolData proxied() {
    return ends.proxied();
  }

  /// As the access log tells it, such as `HTTP/1.1`.
  public String protocol() {
    return version.text;
  }

  public boolean http10() {
    return version == Version.HTTP10;
  }

  /// Whether it came over HTTP/2 or a later version.
  public boolean multiplexed() {
    return version.compareTo(Version.HTTP2) >= 0;
  }

  /// Whether the answer has no body because of the method.
  public boolean headMethod() {
    return method == Method.HEAD;
  }

  public boolean queryMethod() {
    return method == Method.QUERY;
  }

  /// Whether a tunnel is asked for. Such a request has an authority and an empty path.
  public boolean connectMethod() {
    return method == Method.CONNECT;
  }

  /// Whether the target has a `#`, which no path may.
  public boolean hasFragment() {
    return target.hasFragment();
  }

  public Framing framing() {
    return framing;
  }

  /// For [Framing#LENGTH]; 0 otherwise.
  public long contentLength() {
    return contentLength;
  }

  /// Whether the client lets the connection live after this exchange.
  public boolean keepAlive() {
    return keepAlive;
  }

  /// Whether the client waits for `100 Continue`. The header is there until it is removed.
  public boolean expectContinue() {
    return expectContinue;
  }

  /// The protocol the client wants to change to, in lower case; empty if none. Then `connection`
  /// and `upgrade` go upstream as they came. A CONNECT is one too (Envoy: filter_manager.cc,
  /// createFilterChain).
  public String upgrade() {
    return upgrade;
  }

  /// The status that lets the client have what it wants to change to, after which bytes go both
  /// ways as they come; 0 where it wants no such thing.
  public int switchingStatus() {
    if (upgrade.isEmpty()) {
      return 0;
    }
    return connectMethod() ? 200 : 101;
  }

  /// Whether the answer lets the client have what it wants to change to. A 101 that does not say
  /// `upgrade` is an answer without a body (Envoy: http1/codec_impl.cc, onHeadersCompleteImpl).
  public boolean switchedBy(EditableResponseHead answer) {
    return answer.status() == switchingStatus() && (connectMethod() || answer.has(UPGRADE));
  }

  /// The size of its headers as Envoy counts it: names and values, those of HTTP/2's
  /// pseudo-headers too.
  public int headerBytes() {
    int pseudo = ":method".length() + ":path".length() + ":scheme".length();
    return pseudo + method().length() + path().length() + scheme.length() + lines.textBytes();
  }

  /// Whether there is a header whose name begins so, not counting those that nearly every request
  /// has: one look over all names.
  public boolean hasOther(String prefix) {
    return lines.hasUnknown(prefix);
  }

  /// The body is here whole: so many bytes, which go upstream with a `content-length`.
  public void bodyLength(long bytes) {
    framing(Framing.LENGTH, bytes);
    if (!lines.has(KnownHeader.CONTENT_LENGTH)) {
      add(CONTENT_LENGTH, Long.toString(bytes));
    }
  }

  /// Replaces the path, for routing and for the writer.
  public void path(String path) {
    target.path(path);
  }

  /// Replaces the authority, and with it the host line.
  public void authority(String authority) {
    set(HOST, authority);
  }

  public void scheme(String scheme) {
    this.scheme = scheme;
  }

  public void clientAddress(String address) {
    this.clientAddress = address;
  }

  @Override
  public Metadata metadata() {
    return metadata;
  }

  public void metadata(Metadata found) {
    metadata = found;
  }

  /// The exchange is over; the head may not be used any more.
  public void release() {
    if (!released) {
      released = true;
      pool.give(this);
    }
  }
}
