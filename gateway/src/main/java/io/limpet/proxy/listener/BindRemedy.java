package io.limpet.proxy.listener;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/// Says why an address cannot be listened on, and what to do.
public final class BindRemedy {
  private BindRemedy() {}

  public static String text(InetSocketAddress wanted, @Nullable Throwable cause) {
    String at = wanted.getAddress().getHostAddress() + ":" + wanted.getPort();
    String why = cause == null || cause.getMessage() == null ? "" : cause.getMessage();
    if (why.contains("in use")) {
      return "port %d is in use: cannot listen on %s; stop the program that listens there (ss -ltnp"
              .formatted(wanted.getPort(), at)
          + " 'sport = :%d' names it) or choose another port".formatted(wanted.getPort());
    }
    if (why.contains("ermission denied")) {
      return "no permission to listen on %s: ports below 1024 need CAP_NET_BIND_SERVICE;"
              .formatted(at)
          + " grant it or choose a port from 1024 on";
    }
    if (why.contains("assign requested")) {
      return "cannot listen on %s: no interface of this machine has that address; use one that"
              .formatted(at)
          + " `ip addr` shows, or 0.0.0.0";
    }
    return "cannot listen on " + at + ": " + why;
  }
}
