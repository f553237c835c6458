package io.limpet.proxy.plan;

import java.util.List;

/// How HTTP/1 is spoken with clients (core/v3/protocol.proto, Http1ProtocolOptions).
///
/// `defaultHost` is what an HTTP/1.0 request without a host is for, empty for none. `keepOnError`
/// leaves the connection open after a 400 whose request was read whole.
public record Http1Plan(
    boolean http10,
    String defaultHost,
    boolean chunkedLength,
    boolean absoluteUrl,
    boolean trailers,
    boolean keepOnError,
    boolean proxy100Continue,
    Underscores underscores,
    HeaderCase headerCase,
    List<UpgradeTest> ignoredUpgrades) {
  public static final Http1Plan DEFAULT =
      new Http1Plan(
          false,
          "",
          false,
          true,
          false,
          false,
          false,
          Underscores.ALLOW,
          HeaderCase.LOWER,
          List.of());

  public Http1Plan {
    ignoredUpgrades = List.copyOf(ignoredUpgrades);
  }

  /// What is done with a header whose name has an underscore.
  public enum Underscores {
    ALLOW,
    REJECT,
    DROP
  }

  /// How names of headers are written.
  public enum HeaderCase {
    LOWER,
    PROPER,
    PRESERVED
  }

  /// Whether the name of a protocol is one whose upgrade is not heard.
  public interface UpgradeTest {
    boolean test(String protocol);
  }
}
