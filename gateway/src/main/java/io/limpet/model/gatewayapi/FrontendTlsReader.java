package io.limpet.model.gatewayapi;

import io.limpet.model.fields.Fields;
import io.limpet.model.gatewayapi.FrontendTls.Validation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads which certificates callers are asked for. What is wrong here keeps every listener with TLS
/// shut: it would open to callers without one.
final class FrontendTlsReader {
  private static final Map<String, Boolean> INSECURE_FALLBACK =
      Map.of("AllowValidOnly", false, "AllowInsecureFallback", true);

  private FrontendTlsReader() {}

  /// The `tls` of a Gateway.
  static FrontendTls read(Fields tls) {
    tls.notCarriedOut("backend");
    FrontendTls frontend = tls.block("frontend", FrontendTlsReader::frontend);
    if (frontend != null || !tls.has("frontend")) {
      return frontend == null ? FrontendTls.NONE : frontend;
    }
    tls.report(
        "frontend",
        "frontend-unread",
        "cannot be read, so the listeners with TLS do not open; correct it");
    return new FrontendTls(Validation.UNREADABLE, Map.of());
  }

  private static FrontendTls frontend(Fields frontend) {
    frontend.strict();
    Validation usual = frontend.requiredPart("default", FrontendTlsReader::config);
    Map<Integer, Validation> perPort = new LinkedHashMap<>();
    frontend.allItems("perPort", each -> port(each, perPort));
    return new FrontendTls(usual == null ? Validation.NONE : usual, perPort);
  }

  private static Integer port(Fields entry, Map<Integer, Validation> perPort) {
    entry.strict();
    int port = entry.requiredPort("port");
    Validation validation = entry.requiredPart("tls", FrontendTlsReader::config);
    if (perPort.put(port, validation == null ? Validation.NONE : validation) != null) {
      entry.refuse("port", "port-twice", port + " stands there twice; keep one");
    }
    return port;
  }

  private static Validation config(Fields config) {
    config.strict();
    Validation validation = config.part("validation", FrontendTlsReader::validation);
    return validation == null ? Validation.NONE : validation;
  }

  static @Nullable Validation validation(Fields validation) {
    validation.strict();
    List<ObjectReference> authorities =
        validation.allItems("caCertificateRefs", each -> References.read(each, "", ""));
    if (authorities.isEmpty() && validation.sound()) {
      validation.refuse(
          "caCertificateRefs",
          "missing-field",
          "is missing; name the ConfigMap or Secret with the authorities");
    }
    return new Validation(authorities, validation.word("mode", INSECURE_FALLBACK, false));
  }
}
