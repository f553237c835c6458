package io.limpet.desync;

import static org.assertj.core.api.Assertions.assertThat;

import io.limpet.Http2Peer;
import io.limpet.RealEnvoy;
import io.limpet.proxy.plan.reading.fields.RuntimeValues;
import io.limpet.sameness.OurProxy;
import io.limpet.xds.bootstrap.BootstrapReader;
import io.limpet.xds.bootstrap.StaticResources;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// One of the two proxies with an endpoint of its own, and the client that asks it.
final class Side implements AutoCloseable {
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
  private static final int PATIENCE_MILLIS = 5_000;

  /// So long a client waits for more where nobody has said what will come.
  private static final int QUIET_MILLIS = 400;

  private final RawEndpoint endpoint;
  private final int port;
  private final Runnable stop;

  private Side(RawEndpoint endpoint, int port, Runnable stop) {
    this.endpoint = endpoint;
    this.port = port;
    this.stop = stop;
  }

  /// What came of a row: what both ends saw, each request as it reached the endpoint, and the bytes
  /// of each connection to it.
  record Outcome(Row.Seen seen, List<String> requests, List<String> bytes) {}

  static Side envoy(String bootstrap) throws IOException {
    RawEndpoint endpoint = new RawEndpoint();
    RealEnvoy envoy = RealEnvoy.start(filled(bootstrap, endpoint));
    return new Side(endpoint, envoy.port("main"), envoy::close);
  }

  static Side limpet(String bootstrap) throws Exception {
    RawEndpoint endpoint = new RawEndpoint();
    String text = filled(bootstrap, endpoint);
    OurProxy proxy =
        new OurProxy(
            StaticResources.of(BootstrapReader.read(text, "bootstrap.yaml")),
            RuntimeValues.of(List.of()));
    return new Side(endpoint, proxy.port("main"), proxy::close);
  }

  private static String filled(String bootstrap, RawEndpoint endpoint) {
    return bootstrap.replace("${endpoint}", Integer.toString(endpoint.port()));
  }

  Outcome run(Row row, Row.Seen expected) throws IOException {
    endpoint.begin(row.reply());
    List<String> client =
        row.request().http2() ? http2(row.request(), expected) : http1(row, expected);
    if (!row.reply().late().isEmpty()) {
      endpoint.late();
    }
    after();
    endpoint.settle();
    List<Reading.Message> requests = endpoint.requests();
    assertThat(requests.stream().filter(Side::isAfter)).as("the next client's request").hasSize(1);
    List<Reading.Message> own =
        requests.stream()
            .filter(each -> !isAfter(each) && !each.text().equals(row.givenUp()))
            .toList();
    String told = String.join("; ", own.stream().map(Reading.Message::text).toList());
    return new Outcome(
        new Row.Seen(orNothing(String.join(", ", client)), orNothing(told)),
        own.stream().map(Side::whole).toList(),
        endpoint.bytes());
  }

  private static String orNothing(String told) {
    return told.isEmpty() ? "nothing" : told;
  }

  private static boolean isAfter(Reading.Message request) {
    return request.first().contains(" /after ");
  }

  /// A request as the endpoint saw it: headers by name, each once, without what is random. Blanks
  /// around a value and the case of names mean nothing (RFC 9110, 5.3 and 5.5).
  private static String whole(Reading.Message request) {
    Map<String, String> headers = new TreeMap<>();
    for (String line : request.lines()) {
      int colon = line.indexOf(':');
      String name = line.substring(0, colon).toLowerCase(Locale.ROOT);
      headers.merge(name, line.substring(colon + 1).strip(), (all, next) -> all + "," + next);
    }
    headers.remove("x-request-id");
    return request.first() + "\n" + headers + "\n" + request.body();
  }

  /// The next client gets the answer to its own request.
  private void after() throws IOException {
    try (Socket socket = dial()) {
      socket
          .getOutputStream()
          .write(RawEndpoint.latin1("GET /after HTTP/1.1\r\nhost: example.com\r\n\r\n"));
      Reading.Message answer = new Reading(socket.getInputStream(), false).answer(false);
      assertThat(answer == null ? "none" : answer.status() + " " + answer.body())
          .as("the next client's answer")
          .isEqualTo("200 GET /after");
    }
  }

  private Socket dial() throws IOException {
    Socket socket = new Socket(LOOPBACK, port);
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.setTcpNoDelay(true);
    return socket;
  }

  private List<String> http1(Row row, Row.Seen expected) throws IOException {
    List<String> seen = new ArrayList<>();
    try (Socket socket = dial()) {
      if (expected.client().isEmpty()) {
        socket.setSoTimeout(QUIET_MILLIS);
      }
      InputStream in = new BufferedInputStream(socket.getInputStream());
      OutputStream out = socket.getOutputStream();
      out.write(RawEndpoint.latin1(row.request().send()));
      answers(row, expected.answers(), new Reading(in, false), out, seen);
      if (expected.ends() && !seen.contains("end") && in.read() < 0) {
        seen.add("end");
      }
    } catch (SocketException reset) {
      seen.add("end");
    } catch (SocketTimeoutException quiet) {
      seen.add("(nothing more)");
    }
    return seen;
  }

  /// Reads so many answers; what is sent `then` is sent behind the first that is not interim.
  private static void answers(
      Row row, int wanted, Reading reading, OutputStream out, List<String> seen)
      throws IOException {
    boolean first = true;
    while (seen.size() < wanted) {
      Reading.Message answer = reading.answer(row.request().toHead() && first);
      if (answer == null) {
        seen.add("end");
        return;
      }
      seen.add(told(answer, row));
      if (first && !answer.interim()) {
        first = false;
        out.write(RawEndpoint.latin1(row.request().then()));
      }
    }
  }

  /// A body is told where the endpoint was told what to send.
  private static String told(Reading.Message answer, Row row) {
    boolean body = !row.reply().bytes().isEmpty() && answer.status().startsWith("2");
    String text = Reading.Message.told(answer.status(), body ? answer.body() : "");
    return answer.cut() ? text + " cut" : text;
  }

  private List<String> http2(Row.Request request, Row.Seen expected) throws IOException {
    List<String> seen = new ArrayList<>();
    try (Socket socket = dial();
        Http2Peer peer = new Http2Peer(socket)) {
      int stream = peer.message(request.fields(), request.data(), request.trailers());
      Http2Peer.Message answer = peer.await(stream);
      if (!answer.head().isEmpty()) {
        seen.add(answer.header(":status"));
      }
      if (answer.reset() >= 0) {
        seen.add("reset " + answer.reset());
      }
      boolean asked = expected.ends() || expected.client().isEmpty();
      if (asked && peer.ends(expected.ends() ? PATIENCE_MILLIS : QUIET_MILLIS)) {
        seen.add("end");
      }
    }
    return seen;
  }

  @Override
  public void close() {
    stop.run();
    endpoint.close();
  }
}
