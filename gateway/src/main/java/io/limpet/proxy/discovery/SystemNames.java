package io.limpet.proxy.discovery;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// What this machine says of names: its name servers and search domains (resolv.conf(5)), and the
/// names that it knows by itself (hosts(5)).
record SystemNames(Path resolvConf, Path hosts) {
  static final SystemNames USUAL =
      new SystemNames(Path.of("/etc/resolv.conf"), Path.of("/etc/hosts"));

  private static final System.Logger LOG = System.getLogger(SystemNames.class.getName());
  private static final int PORT = 53;

  /// A name with fewer dots is first looked for in the search domains.
  record Search(List<String> domains, int dots) {
    static final Search NONE = new Search(List.of(), 1);

    Search {
      domains = List.copyOf(domains);
    }

    /// The names to be asked for, one after the other until one is known.
    List<String> names(String name) {
      if (name.endsWith(".")) {
        return List.of(name);
      }
      List<String> names = new ArrayList<>();
      domains.forEach(domain -> names.add(name + "." + domain));
      boolean first = name.chars().filter(each -> each == '.').count() >= dots;
      names.add(first ? 0 : names.size(), name);
      return names;
    }
  }

  List<InetSocketAddress> servers() {
    List<InetSocketAddress> servers = new ArrayList<>();
    for (List<String> line : lines(resolvConf)) {
      if (line.size() > 1 && line.getFirst().equals("nameserver") && isAddress(line.get(1))) {
        servers.add(new InetSocketAddress(InetAddress.ofLiteral(line.get(1)), PORT));
      }
    }
    return servers;
  }

  Search search() {
    List<String> domains = List.of();
    int dots = 1;
    for (List<String> line : lines(resolvConf)) {
      List<String> words = line.subList(1, line.size());
      switch (line.getFirst()) {
        case "search", "domain" -> domains = words;
        case "options" -> dots = dots(words, dots);
        default -> {} // servers, and what is of no interest here
      }
    }
    return new Search(domains, dots);
  }

  private static int dots(List<String> options, int otherwise) {
    int dots = otherwise;
    for (String option : options) {
      if (option.startsWith("ndots:")) {
        String number = option.substring("ndots:".length());
        dots = number.length() == 1 ? Character.digit(number.charAt(0), 10) : 15;
      }
    }
    return Math.max(dots, 0);
  }

  /// The addresses of one kind that the machine itself has for a name.
  List<InetAddress> known(String name, boolean six) {
    List<InetAddress> known = new ArrayList<>();
    for (List<String> line : lines(hosts)) {
      boolean names = line.subList(1, line.size()).stream().anyMatch(name::equalsIgnoreCase);
      if (names && isAddress(line.getFirst())) {
        InetAddress address = InetAddress.ofLiteral(line.getFirst());
        if (address instanceof Inet6Address == six) {
          known.add(address);
        }
      }
    }
    return known;
  }

  static boolean isAddress(String text) {
    try {
      var _ = InetAddress.ofLiteral(text);
      return true;
    } catch (IllegalArgumentException name) {
      return false;
    }
  }

  private static List<List<String>> lines(Path file) {
    try {
      return Files.readAllLines(file, StandardCharsets.ISO_8859_1).stream()
          .map(line -> line.split("[#;]", 2)[0].strip())
          .filter(line -> !line.isEmpty())
          .map(line -> Arrays.asList(line.split("\\s+", -1)))
          .toList();
    } catch (IOException none) {
      LOG.log(Level.DEBUG, "no " + file, none);
      return List.of();
    }
  }
}
