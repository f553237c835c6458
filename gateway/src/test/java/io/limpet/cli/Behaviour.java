package io.limpet.cli;

import io.limpet.proxy.Wire;
import io.limpet.session.PlainToken;
import io.limpet.xds.resources.MessageJson;
import io.limpet.xds.resources.MessageJson.Names;
import io.limpet.xds.resources.Resources;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Requests that show what routes do, and what gateways make of them, in words that can be
/// compared: where chance chooses, each gateway is asked until all have chosen the same places.
final class Behaviour implements AutoCloseable {
  private static final int TRIES = 8;
  private static final int ROUNDS = 60;
  private static final int USERS = 4;
  private static final int MIRRORED = 3;
  private static final Pattern HASHED =
      Pattern.compile(
          "\"(header|cookie|query_parameter)\": \\{\\s*(?:\"header_name\"|\"name\"): \"([^\"]+)\"");
  private static final Pattern SESSION_HEADER =
      Pattern.compile("HeaderBasedSessionState\",\\s*\"name\": \"([^\"]+)\"");
  private static final Pattern SESSION_COOKIE =
      Pattern.compile("CookieBasedSessionState\",\\s*\"cookie\": \\{\\s*\"name\": \"([^\"]+)\"");
  private static final Pattern PATH = Pattern.compile("\"(?:prefix|path)\": \"([^\"]+)\"");

  private final PodsOnLoopback pods;
  private final String routes;
  private final Map<String, Wire> gateways = new TreeMap<>();
  private final List<String> differences = new ArrayList<>();

  /// `resources` say what is worth asking.
  Behaviour(PodsOnLoopback pods, Resources resources) {
    StringBuilder text = new StringBuilder();
    resources.routes().values().forEach(each -> text.append(MessageJson.print(each, Names.PROTO)));
    this.pods = pods;
    this.routes = text.toString();
  }

  Behaviour with(String name, InetSocketAddress gateway) throws IOException {
    gateways.put(name, new Wire(new Socket(gateway.getAddress(), gateway.getPort())));
    return this;
  }

  /// What the gateways do differently.
  List<String> differences() throws IOException {
    compare(get("/", "wrong.example.org"));
    for (String path : paths()) {
      look(path);
    }
    return differences;
  }

  private static String get(String path, String host) {
    return "GET %s HTTP/1.1\r\nhost: %s\r\nx-tenant: abc\r\n".formatted(path, host);
  }

  private Set<String> paths() {
    Set<String> paths = new TreeSet<>(List.of("/", "/hello", "/ping", "/nowhere?v=2"));
    Matcher matcher = PATH.matcher(routes);
    while (matcher.find()) {
      paths.add(matcher.group(1) + (matcher.group(1).endsWith("/") ? "x?v=1" : ""));
    }
    return paths;
  }

  private void look(String path) throws IOException {
    String plain = get(path, "shop.example.com");
    if (!compare(plain).contains("200")) {
      return;
    }
    for (int user = 0; user < USERS; user++) {
      compare(hashed(plain, path, "user" + user));
    }
    for (String address : pods.addresses()) {
      for (String pinned : pinned(plain, address)) {
        compare(pinned);
      }
    }
    for (String status : List.of("503", "500")) {
      compareFailing(plain + "x-status: " + status + "\r\n");
    }
  }

  /// Asks all gateways, again and again while they differ. Returns the answers.
  private String compare(String request) throws IOException {
    Map<String, Set<String>> answers = new TreeMap<>();
    for (int round = 0; round < ROUNDS; round++) {
      for (Map.Entry<String, Wire> each : gateways.entrySet()) {
        Set<String> all = answers.computeIfAbsent(each.getKey(), _ -> new TreeSet<>());
        for (int i = 0; i < TRIES; i++) {
          all.add(answer(each.getValue().send(request + "\r\n").answer()));
        }
      }
      if (Set.copyOf(answers.values()).size() == 1) {
        return answers.toString();
      }
    }
    differences.add(request + answers);
    return answers.toString();
  }

  private void compareFailing(String request) throws IOException {
    Map<String, String> answers = new TreeMap<>();
    for (Map.Entry<String, Wire> each : gateways.entrySet()) {
      answers.put(each.getKey(), failing(each.getValue(), request));
    }
    if (Set.copyOf(answers.values()).size() != 1) {
      differences.add(request + answers);
    }
  }

  /// As a user with this name in all that is hashed.
  private String hashed(String plain, String path, String user) {
    String request = plain;
    Matcher matcher = HASHED.matcher(routes);
    Set<String> done = new TreeSet<>();
    while (matcher.find()) {
      String name = matcher.group(2);
      if (done.add(matcher.group())) {
        request =
            switch (matcher.group(1)) {
              case "header" -> request + name + ": " + user + "\r\n";
              case "cookie" -> request + "cookie: " + name + "=" + user + "\r\n";
              default ->
                  request.replace(
                      path + " ",
                      path + (path.contains("?") ? "&" : "?") + name + "=" + user + " ");
            };
      }
    }
    return request;
  }

  /// With tokens that name this address, in all places where a session's token is looked for.
  private List<String> pinned(String plain, String address) {
    List<String> requests = new ArrayList<>();
    Matcher header = SESSION_HEADER.matcher(routes);
    while (header.find()) {
      requests.add(plain + header.group(1) + ": " + PlainToken.writeHeader(address) + "\r\n");
    }
    Matcher cookie = SESSION_COOKIE.matcher(routes);
    while (cookie.find()) {
      String token = PlainToken.writeCookie(address, 0);
      requests.add(plain + "cookie: " + cookie.group(1) + "=\"" + token + "\"\r\n");
    }
    return requests;
  }

  /// The value of a cookie that is made for a hash is that of the connection's addresses, so it
  /// leads somewhere else on each.
  private String answer(Wire.Message answer) {
    String body = answer.body();
    boolean ofConnection =
        answer.headers("set-cookie").stream().anyMatch(each -> isHashed(each.split("=", 2)[0]));
    return answer.first()
        + " "
        + (ofConnection ? body.substring(body.indexOf('|')) : body)
        + headers(answer);
  }

  private boolean isHashed(String cookie) {
    Matcher matcher = HASHED.matcher(routes);
    while (matcher.find()) {
      if (matcher.group(1).equals("cookie") && matcher.group(2).equals(cookie)) {
        return true;
      }
    }
    return false;
  }

  /// Copies for a mirror are requests too, of which there is not always one: the fewest count.
  private String failing(Wire gateway, String request) throws IOException {
    String first = "";
    int fewest = Integer.MAX_VALUE;
    for (int i = 0; i < MIRRORED; i++) {
      String id = UUID.randomUUID().toString();
      first = gateway.send(request + "x-try: " + id + "\r\n\r\n").answer().first();
      fewest = Math.min(fewest, pods.tries(id));
    }
    return first + ", asked " + fewest + " times";
  }

  /// A token tells where the answer came from, and a new cookie has a new value.
  private static List<String> headers(Wire.Message answer) {
    return answer.lines().stream()
        .filter(each -> !each.matches("(?i)(date|x-envoy-upstream-service-time|content-length):.*"))
        .map(each -> each.replaceFirst("(?i)^(set-cookie: *[^=]+=)[^;]*", "$1…"))
        .map(each -> each.replaceFirst("^(x-[a-z-]*session[a-z-]*: ).*", "$1…"))
        .sorted()
        .toList();
  }

  @Override
  public void close() throws IOException {
    for (Wire each : gateways.values()) {
      each.close();
    }
  }
}
