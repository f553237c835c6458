package io.limpet.proxy.plan.reading.format;

import java.net.InetAddress;
import java.net.UnknownHostException;

/// This machine's name, as `%HOSTNAME%` writes it.
final class HostName {
  private HostName() {}

  static String get() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException withoutAddress) {
      // A name that no address belongs to stands in front of the colon.
      String text = String.valueOf(withoutAddress.getMessage());
      return text.substring(0, Math.max(text.indexOf(':'), 0));
    }
  }
}
