package io.limpet.proxy.plan.match;

import io.limpet.proxy.head.CertificateFacts;
import io.limpet.proxy.head.RequestHead;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A permission or a principal (Envoy: filters/common/rbac/matchers.cc).
public sealed interface RbacTest {
  boolean test(RequestHead head);

  /// What is known when the configuration is read, such as `any`.
  record Fixed(boolean answer) implements RbacTest {
    @Override
    public boolean test(RequestHead head) {
      return answer;
    }
  }

  record All(List<RbacTest> tests) implements RbacTest {
    public All {
      tests = List.copyOf(tests);
    }

    @Override
    public boolean test(RequestHead head) {
      for (int i = 0; i < tests.size(); i++) {
        if (!tests.get(i).test(head)) {
          return false;
        }
      }
      return true;
    }
  }

  record One(List<RbacTest> tests) implements RbacTest {
    public One {
      tests = List.copyOf(tests);
    }

    @Override
    public boolean test(RequestHead head) {
      for (int i = 0; i < tests.size(); i++) {
        if (tests.get(i).test(head)) {
          return true;
        }
      }
      return false;
    }
  }

  record Not(RbacTest negated) implements RbacTest {
    @Override
    public boolean test(RequestHead head) {
      return !negated.test(head);
    }
  }

  record OfHeader(HeaderTest header) implements RbacTest {
    @Override
    public boolean test(RequestHead head) {
      return header.test(head);
    }
  }

  /// The name that the client asked for in TLS; empty without one.
  record OfServerName(TextTest name) implements RbacTest {
    @Override
    public boolean test(RequestHead head) {
      return name.test(head.tls().serverName());
    }
  }

  /// A client that speaks TLS with us, and whose certificate has that name: one of its URIs, of its
  /// DNS names, or its subject. Without a name it need not have shown a certificate (Envoy:
  /// AuthenticatedMatcher).
  record Authenticated(@Nullable TextTest name) implements RbacTest {
    @Override
    public boolean test(RequestHead head) {
      if (!head.tls().encrypted()) {
        return false;
      }
      CertificateFacts peer = head.tls().peer();
      return name == null
          || any(name, peer.uris())
          || any(name, peer.dnsNames())
          || name.test(peer.subject());
    }

    private static boolean any(TextTest name, List<String> shown) {
      for (int i = 0; i < shown.size(); i++) {
        if (name.test(shown.get(i))) {
          return true;
        }
      }
      return false;
    }
  }

  record OfMetadata(MetadataTest metadata) implements RbacTest {
    @Override
    public boolean test(RequestHead head) {
      return metadata.test(head.metadata());
    }
  }

  /// The path without its query.
  record OfPath(TextTest path) implements RbacTest {
    @Override
    public boolean test(RequestHead head) {
      String whole = head.path();
      return path.test(whole.substring(0, PathTest.end(whole)));
    }
  }

  /// Whose address is meant.
  enum Side {
    /// Ours.
    LOCAL,
    /// The other end of the connection, as the PROXY protocol tells it where it is spoken.
    PEER,
    /// Whom the socket is connected with.
    DIRECT,
    /// The client, as `x-forwarded-for` tells it where that is believed.
    CLIENT
  }

  record OfAddress(Side side, CidrRanges ranges) implements RbacTest {
    @Override
    public boolean test(RequestHead head) {
      return ranges.contains(
          switch (side) {
            case LOCAL -> ip(head.localAddress());
            case PEER -> ip(head.peerAddress());
            case DIRECT -> ip(head.directAddress());
            case CLIENT -> head.clientAddress();
          });
    }

    private static String ip(String address) {
      int colon = address.lastIndexOf(':');
      boolean bracketed = address.startsWith("[");
      return address.substring(bracketed ? 1 : 0, bracketed ? colon - 1 : colon);
    }
  }

  /// The port that the client came to: from `start` up to, not including, `end`.
  record OfPort(int start, int end) implements RbacTest {
    @Override
    public boolean test(RequestHead head) {
      String address = head.localAddress();
      int port = Integer.parseInt(address, address.lastIndexOf(':') + 1, address.length(), 10);
      return port >= start && port < end;
    }
  }
}
