package io.limpet.model.istio;

import io.limpet.model.fields.Fields;
import io.limpet.model.istio.RouteAction.Redirect;
import io.limpet.model.istio.RouteAction.RedirectPort;
import java.util.Map;
import java.util.Set;

/// Reads where callers are sent, as Istio's webhook takes it (`validateHTTPRedirect` in its
/// `pkg/config/validation`).
final class RedirectReader {
  private static final int MOST_PORT = 65535;

  private static final Map<String, RedirectPort> DERIVED_PORTS =
      Map.of(
          "FROM_PROTOCOL_DEFAULT", new RedirectPort.FromProtocol(),
          "FROM_REQUEST_PORT", new RedirectPort.FromRequest());

  private static final Set<String> SCHEMES = Set.of("", "http", "https");

  /// Those that Envoy can redirect with; 0 is none written.
  private static final Set<Integer> CODES = Set.of(0, 301, 302, 303, 307, 308);

  private RedirectReader() {}

  static Redirect read(Fields redirect) {
    redirect.oneOf("port", "derivePort");
    RedirectPort port =
        redirect.has("port")
            ? new RedirectPort.Fixed(LooseNumbers.required(redirect, "port", 0, MOST_PORT))
            : redirect.word("derivePort", DERIVED_PORTS, new RedirectPort.NotWritten());
    Redirect read =
        new Redirect(
            redirect.text("uri"),
            redirect.text("authority"),
            redirect.text("scheme"),
            port,
            (int) LooseNumbers.read(redirect, "redirectCode", 300, 399));
    check(redirect, read);
    return read;
  }

  private static void check(Fields redirect, Redirect read) {
    boolean empty = read.uri().isEmpty() && read.authority().isEmpty() && read.scheme().isEmpty();
    if (empty && read.port() instanceof RedirectPort.NotWritten && redirect.sound()) {
      Webhook.refuses(redirect, "uri", "is missing; write uri, authority, scheme or port");
    }
    if (!SCHEMES.contains(read.scheme())) {
      Webhook.refuses(redirect, "scheme", "is neither http nor https; write one of them");
    }
    if (!CODES.contains(read.code()) && read.code() / 100 == 3) {
      redirect.warn(
          "redirectCode",
          "unknown-value",
          read.code()
              + " is no code that Envoy redirects with, so 302 is used; write 301, 302, 303, 307 or"
              + " 308");
    }
  }
}
