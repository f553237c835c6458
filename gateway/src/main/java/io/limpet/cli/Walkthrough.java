package io.limpet.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// The walk-throughs that are built in: their name, and what to try.
enum Walkthrough {
  HELLOWORLD(
      "helloworld",
      """

      helloworld: strong sessions. The answer's x-session-header names the pod; send it back.
        curl -v localhost@/hello
        curl localhost@/hello -H "x-session-header: VALUE"
        % get pods -n helloworld -o wide
        % scale deploy/helloworld-v1 -n helloworld --replicas=8
        % pc r -n istio-ingress -o yaml | grep -B30 -A7 envoy.filters.http.stateful_session
      """),
  STICKY_SVC(
      "sticky-svc",
      """

      sticky-svc: soft affinity. A user's first call takes a pod 5 s, its next ones no time.
        curl -H "x-user: ricky" http://localhost@/ping
        % scale deploy/sticky-svc --replicas=0
        % scale deploy/sticky-svc --replicas=5
        % get pods
      """);

  private final String name;
  private final String text;

  Walkthrough(String name, String text) {
    this.name = name;
    this.text = text;
  }

  static List<String> names() {
    return Arrays.stream(values()).map(each -> each.name).toList();
  }

  static Optional<Walkthrough> named(String name) {
    return Arrays.stream(values()).filter(each -> each.name.equals(name)).findFirst();
  }

  /// What to try; `port` is `:8080`, or empty for port 80, and `limpet` is how this program was
  /// called.
  String text(String port, String limpet) {
    return text.replace("@", port).replace("%", limpet);
  }
}
