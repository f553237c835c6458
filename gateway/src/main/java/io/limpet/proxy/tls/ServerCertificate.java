package io.limpet.proxy.tls;

import io.limpet.proxy.head.CertificateFacts;
import io.limpet.proxy.plan.transport.TlsCertificate;
import io.limpet.proxy.tls.ServerTls.Hello;
import io.netty.handler.ssl.SslContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// A certificate of ours and the context that shows it.
public final class ServerCertificate {
  private final TlsCertificate plan;
  private final SslContext context;
  private final CertificateFacts facts;
  private final boolean ellipticCurve;
  private final List<String> names;

  public ServerCertificate(TlsCertificate plan, SslContext context) {
    this.plan = plan;
    this.context = context;
    this.facts = CertificateFacts.of(plan.chain());
    this.ellipticCurve = plan.key().getAlgorithm().equals("EC");
    this.names = names(facts);
  }

  /// Its DNS names, or where it has none the common name of its subject.
  private static List<String> names(CertificateFacts facts) {
    List<String> names = new ArrayList<>();
    facts.dnsNames().forEach(name -> names.add(name.toLowerCase(Locale.ROOT)));
    if (names.isEmpty()) {
      for (String part : facts.subject().split(",", -1)) {
        if (part.startsWith("CN=")) {
          names.add(part.substring("CN=".length()).toLowerCase(Locale.ROOT));
        }
      }
    }
    return List.copyOf(names);
  }

  TlsCertificate plan() {
    return plan;
  }

  public SslContext context() {
    return context;
  }

  public CertificateFacts facts() {
    return facts;
  }

  /// The certificate for a client (Envoy: tls/default_tls_certificate_selector.cc): of those with
  /// the name that is asked for, else with a wildcard for it; of these one of an elliptic curve for
  /// a client that can check those. Where no certificate has the name the first is shown, unless no
  /// name was asked for or `scansAll` is said: then the first that the client can check. One that
  /// is not `fit` is passed over.
  public static ServerCertificate choose(
      List<ServerCertificate> all,
      Hello hello,
      boolean scansAll,
      Predicate<ServerCertificate> fit) {
    String name = hello.serverName();
    if (!name.isEmpty()) {
      int dot = name.indexOf('.');
      @Nullable ServerCertificate named = best(all, name, hello, fit);
      if (named == null && dot > 0) {
        named = best(all, "*" + name.substring(dot), hello, fit);
      }
      if (named != null) {
        return named;
      }
    }
    if (name.isEmpty() || scansAll) {
      @Nullable ServerCertificate fitting = best(all, null, hello, fit);
      if (fitting != null) {
        return fitting;
      }
    }
    return all.getFirst();
  }

  private static @Nullable ServerCertificate best(
      List<ServerCertificate> all,
      @Nullable String name,
      Hello hello,
      Predicate<ServerCertificate> fit) {
    @Nullable ServerCertificate second = null;
    for (ServerCertificate each : all) {
      if (!fit.test(each) || (name != null && !each.names.contains(name))) {
        continue;
      }
      if (each.ellipticCurve == hello.ellipticCurves()) {
        return each;
      }
      if (second == null && !each.ellipticCurve) {
        second = each;
      }
    }
    return second;
  }
}
