package io.limpet.model.gatewayapi;

import java.util.List;

/// Conditions of a rule that must all hold.
public sealed interface RouteMatch {
  List<Named> headers();

  /// `method` is empty for every one.
  record Http(Path path, String method, List<Named> headers, List<Named> queryParams)
      implements RouteMatch {
    public Http {
      headers = List.copyOf(headers);
      queryParams = List.copyOf(queryParams);
    }
  }

  /// An empty `service` or `method` is every one; without both, every path matches.
  record Grpc(boolean regex, String service, String method, List<Named> headers)
      implements RouteMatch {
    public Grpc {
      headers = List.copyOf(headers);
    }
  }

  record Path(PathType type, String value) {
    /// What an API server writes where there is none.
    public static final Path ALL = new Path(PathType.PREFIX, "/");
  }

  enum PathType {
    EXACT,
    PREFIX,
    REGEX
  }

  /// A header or query parameter with a value, or with one that an expression matches.
  record Named(String name, String value, boolean regex) {}
}
