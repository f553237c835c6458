package io.limpet.mesh.security;

import java.util.List;

/// What a request must be like. Those about what is asked for are Envoy's permissions, those about
/// who asks its principals; the rest may be either.
public sealed interface Condition {
  record Any() implements Condition {}

  record All(List<Condition> conditions) implements Condition {
    public All {
      conditions = List.copyOf(conditions);
    }
  }

  record One(List<Condition> conditions) implements Condition {
    public One {
      conditions = List.copyOf(conditions);
    }
  }

  record Not(Condition condition) implements Condition {}

  /// A header that is there, whatever it says.
  record Present(String header) implements Condition {}

  record Header(String name, Text value) implements Condition {}

  record Metadata(String filter, List<String> path, Value value) implements Condition {
    public Metadata {
      path = List.copyOf(path);
    }
  }

  /// The path without its query.
  record UrlPath(Text path) implements Condition {}

  record PathTemplate(String template) implements Condition {}

  record DestinationIp(Range range) implements Condition {}

  record DestinationPort(int port) implements Condition {}

  record ServerName(Text name) implements Condition {}

  /// The name in the client's certificate.
  record Authenticated(Text name) implements Condition {}

  record DirectRemoteIp(Range range) implements Condition {}

  record RemoteIp(Range range) implements Condition {}

  /// Addresses that begin with the same bits.
  record Range(String address, int bits) {}

  /// What metadata must be.
  sealed interface Value {}

  record OfText(Text text) implements Value {}

  /// A list of which one value is as wanted.
  record InList(Value value) implements Value {}

  record OneOf(List<Value> values) implements Value {
    public OneOf {
      values = List.copyOf(values);
    }
  }
}
