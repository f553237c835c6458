package io.limpet.cli;

import com.google.protobuf.Struct;
import io.envoyproxy.envoy.config.bootstrap.v3.Bootstrap;
import io.envoyproxy.envoy.config.bootstrap.v3.RuntimeLayer;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.config.core.v3.SocketAddress;
import io.limpet.proxy.plan.ListenerPlan;
import io.limpet.proxy.plan.OverloadPlan;
import io.limpet.proxy.plan.reading.OverloadReader;
import io.limpet.proxy.plan.reading.fields.PlanProblem;
import io.limpet.proxy.plan.reading.fields.RuntimeValues;
import io.limpet.xds.bootstrap.BootstrapFile;
import io.limpet.xds.bootstrap.StaticResources;
import io.limpet.xds.client.AdsBootstrap;
import io.limpet.xds.client.AdsOptions;
import io.limpet.xds.client.AdsOptions.Fetch;
import io.limpet.xds.client.AdsOptions.Talk;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/// How `gateway` serves: its threads, its own ports, and who it says it is.
final class GatewayServing {
  private static final int MAX_PORT = 65_535;
  private static final int NONE = -1;
  private static final int ISTIO_ADMIN = 15_000;
  private static final int ISTIO_STATUS = 15_021;

  @Spec(Target.MIXEE)
  private CommandSpec command;

  @Mixin private LoopFlags loops;
  @Mixin private DrainFlags drains;
  @Mixin private RestartFlags restarts;

  @Option(
      names = "--admin-port",
      paramLabel = "PORT",
      defaultValue = "-1",
      description =
          "Envoy's admin paths, on the loopback interface (default: where the file says; with"
              + " --xds 15000).")
  private int adminPort;

  @Option(
      names = "--status-port",
      paramLabel = "PORT",
      defaultValue = "-1",
      description = "/healthz/ready (default: none; with --xds 15021).")
  private int statusPort;

  @Mixin private BoundFlags bounds;
  @Mixin private NodeFlags node;
  @Mixin private ControlPlaneFlags controlPlane;

  /// Without a file a control plane is asked for everything.
  boolean asksControlPlane() {
    controlPlane.checkUsage();
    return controlPlane.address() != null;
  }

  /// `lenient`: what nobody here knows is left out of what a control plane sends.
  GatewayInstance.Setup setup(BootstrapFile file, boolean lenient) throws StartException {
    @Nullable String xds = controlPlane.address();
    Bootstrap bootstrap = file.bootstrap();
    Node who = xds == null ? node.written(bootstrap.getNode()) : node.asked();
    Optional<AdsOptions> ads =
        (xds == null
                ? AdsBootstrap.options(bootstrap.toBuilder().setNode(who).build())
                : Optional.of(options(xds, who)))
            .map(each -> each.withState(controlPlane.state()));
    if (ads.isEmpty() && bootstrap.getDynamicResources().hasAdsConfig()) {
      throw new StartException(
          "dynamic_resources.ads_config names no control plane that can be reached: say its address"
              + " in the cluster's load_assignment, or in target_uri as HOST:PORT");
    }
    return new GatewayInstance.Setup(
        StaticResources.of(bootstrap),
        ads,
        runtime(bootstrap),
        new BootstrapPlaces(xds == null ? file : null, lenient),
        who,
        new GatewayInstance.Ports(
            admin(bootstrap, xds != null),
            statusPort == NONE && xds == null
                ? null
                : new InetSocketAddress(port(statusPort, ISTIO_STATUS, "--status-port")),
            loops.eventLoops(),
            loops.transport()),
        new GatewayInstance.Drains(
            drains.limits(), drains.termination(null), restarts.options(loops.transport())),
        bounds.bounds(overload(bootstrap, new ArrayList<>())));
  }

  private AdsOptions options(String xds, Node who) {
    Talk talk = Talk.DEFAULT.withDifferences(controlPlane.differences());
    return new AdsOptions(
            List.of(controlPlane.server(xds)), talk, who, Fetch.DEFAULT, Fetch.DEFAULT)
        .withAccess(controlPlane.access());
  }

  /// Whatever interface the file asks for, it is the loopback one: there is no password.
  private @Nullable InetSocketAddress admin(Bootstrap bootstrap, boolean xds) {
    SocketAddress written = bootstrap.getAdmin().getAddress().getSocketAddress();
    if (adminPort != NONE || xds) {
      return loopback(port(adminPort, ISTIO_ADMIN, "--admin-port"));
    }
    if (!bootstrap.getAdmin().hasAddress()) {
      return null;
    }
    return written.getAddress().equals("::1")
        ? new InetSocketAddress(InetAddress.ofLiteral("::1"), written.getPortValue())
        : loopback(written.getPortValue());
  }

  private static InetSocketAddress loopback(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  private int port(int wanted, int usual, String flag) {
    if (wanted == NONE) {
      return usual;
    }
    if (wanted < 0 || wanted > MAX_PORT) {
      throw usage(flag + " " + wanted + ": ports are from 0 (any that is free) to 65535");
    }
    return wanted;
  }

  private ParameterException usage(String message) {
    return new ParameterException(command.commandLine(), message);
  }

  /// How a bootstrap protects the proxy; `problems` gets what of it is not carried out.
  static OverloadPlan overload(Bootstrap bootstrap, List<PlanProblem> problems) {
    return OverloadReader.read(bootstrap.getOverloadManager(), runtime(bootstrap), problems);
  }

  /// What the static layers say, the last one first.
  static RuntimeValues runtime(Bootstrap bootstrap) {
    List<Struct> layers =
        bootstrap.getLayeredRuntime().getLayersList().stream()
            .filter(RuntimeLayer::hasStaticLayer)
            .map(RuntimeLayer::getStaticLayer)
            .toList();
    return RuntimeValues.of(layers);
  }

  /// A cluster that is only there for the control plane, to which gRPC speaks and not the proxy.
  static boolean isControlPlane(Bootstrap bootstrap, PlanProblem problem) {
    boolean cluster =
        problem.kind().equals("Cluster") || problem.kind().equals("ClusterLoadAssignment");
    return cluster && AdsBootstrap.isControlPlane(bootstrap, problem.name());
  }

  void tell(GatewayInstance instance, PrintWriter out) {
    String listeners =
        instance.configuration().plan().listeners().values().stream()
            .sorted(Comparator.comparing(ListenerPlan::name))
            .flatMap(listener -> reached(instance, listener).stream())
            .collect(Collectors.joining(", "));
    out.println(
        listeners.isEmpty() ? "limpet: no listener yet" : "limpet: listening on " + listeners);
    instance.admin().ifPresent(at -> out.println("limpet: admin http://127.0.0.1:" + at.getPort()));
    out.flush();
  }

  /// The address as configured, as the kernel may say `::` where it was asked for 0.0.0.0, and the
  /// port that was got.
  private static Optional<String> reached(GatewayInstance instance, ListenerPlan listener) {
    String host = listener.address().getAddress().getHostAddress();
    return instance
        .address(listener.name())
        .map(at -> host + ":" + at.getPort() + Listening.scheme(listener));
  }
}
