// SPDX-License-Identifier: Apache-2.0

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.Resource;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.limpet.control.ControlPlane;
import io.limpet.control.Trigger;
import io.limpet.mesh.GatewayProxy;
import io.limpet.mesh.MeshOptions;
import io.limpet.metrics.Metrics;
import io.limpet.model.Change;
import io.limpet.model.Problem;
import io.limpet.model.reading.Manifest;
import io.limpet.model.reading.Reading;
import io.limpet.xds.server.AdsServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// The control plane and many gateways in one process: how long a change takes from its event until
/// the last gateway has it. Arguments: services, endpoints of each, gateways.
public final class ControlLoad {
  private static final String CDS = "type.googleapis.com/envoy.config.cluster.v3.Cluster";
  private static final String EDS =
      "type.googleapis.com/envoy.config.endpoint.v3.ClusterLoadAssignment";
  private static final String LDS = "type.googleapis.com/envoy.config.listener.v3.Listener";
  private static final String RDS = "type.googleapis.com/envoy.config.route.v3.RouteConfiguration";

  private static final MethodDescriptor<ByteString, ByteString> METHOD =
      MethodDescriptor.<ByteString, ByteString>newBuilder()
          .setType(MethodDescriptor.MethodType.BIDI_STREAMING)
          .setFullMethodName(
              "envoy.service.discovery.v3.AggregatedDiscoveryService/DeltaAggregatedResources")
          .setRequestMarshaller(new Bytes())
          .setResponseMarshaller(new Bytes())
          .build();

  private final int services;
  private final int endpoints;
  private final List<Gateway> gateways = new ArrayList<>();
  private final List<Long> built = java.util.Collections.synchronizedList(new ArrayList<>());
  private final List<Long> cpu = java.util.Collections.synchronizedList(new ArrayList<>());
  private final ControlPlane plane =
      new ControlPlane(GatewayProxy.DEFAULT, MeshOptions.DEFAULT, new Told());
  private int sequence = 1;

  private ControlLoad(int services, int endpoints) {
    this.services = services;
    this.endpoints = endpoints;
  }

  public static void main(String[] arguments) throws Exception {
    ControlLoad load =
        new ControlLoad(Integer.parseInt(arguments[0]), Integer.parseInt(arguments[1]));
    load.run(Integer.parseInt(arguments[2]));
    System.exit(0);
  }

  private void run(int count) throws Exception {
    List<Change> all = new ArrayList<>();
    for (int i = 0; i < services; i++) {
      all.addAll(read(service(i)));
      all.addAll(read(slice(i, 1)));
    }
    all.addAll(read(GATEWAY));
    System.out.printf("%d services, %d endpoints%n", services, services * endpoints);
    plane.start();
    all.forEach(plane::offer);
    plane.offer(new Change.Synced());
    plane.awaitBegun();
    System.out.printf(
        "full translation, first of the process: %d ms (%d ms of CPU)%n",
        millis(built.getFirst()), millis(cpu.getFirst()));
    full(all);
    AdsServer server =
        new AdsServer(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), plane, new Metrics());
    long begin = System.nanoTime();
    connect(server.port(), count);
    System.out.printf(
        "%d gateways told everything: %d ms%n", count, millis(System.nanoTime() - begin));
    System.out.printf("heap, with the gateways: %d MiB%n", heap());
    changes();
    churn();
    System.out.printf("heap at the end: %d MiB%n", heap());
  }

  /// All of it from nothing, by a control plane of its own each time; the last of them is printed.
  private void full(List<Change> all) throws InterruptedException {
    for (int i = 0; i < 10; i++) {
      built.clear();
      try (ControlPlane again =
          new ControlPlane(GatewayProxy.DEFAULT, MeshOptions.DEFAULT, new Told())) {
        again.start();
        all.forEach(again::offer);
        again.offer(new Change.Synced());
        again.awaitBegun();
      }
    }
    System.out.printf("full translation, once warm: %d ms%n", millis(built.getFirst()));
  }

  private void connect(int port, int count) throws Exception {
    try (ExecutorService executor = Executors.newFixedThreadPool(2)) {
      CountDownLatch complete = new CountDownLatch(count);
      for (int i = 0; i < count; i++) {
        gateways.add(new Gateway(port, services, complete));
      }
      complete.await();
    }
  }

  private static long heap() throws InterruptedException {
    System.gc();
    TimeUnit.MILLISECONDS.sleep(300);
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() >> 20;
  }

  private void changes() throws Exception {
    List<Long> took = new ArrayList<>();
    built.clear();
    for (int i = 0; i < 40; i++) {
      took.add(awaitAll(change(), System.nanoTime()));
      TimeUnit.MILLISECONDS.sleep(250);
    }
    print("a change of endpoints to the last gateway", took);
    print("of that, building", built);
  }

  private void churn() throws Exception {
    for (Gateway each : gateways) {
      each.begin(sequence);
    }
    int first = sequence + 1;
    List<Long> events = new ArrayList<>();
    long begin = System.nanoTime();
    for (int i = 0; i * 45_000_000L < 15_000_000_000L; i++) {
      LockSupport.parkNanos(begin + i * 45_000_000L - System.nanoTime());
      events.add(System.nanoTime());
      change();
    }
    awaitAll(sequence, System.nanoTime());
    List<Long> took = new ArrayList<>();
    for (int i = 0; i < events.size(); i++) {
      long last = 0;
      for (Gateway each : gateways) {
        last = Math.max(last, each.when(first + i));
      }
      took.add(last - events.get(i));
    }
    print("a change every 45 ms for 15 s, to the last gateway", took);
  }

  /// Another port of the first service's endpoints.
  private int change() {
    sequence++;
    read(slice(0, sequence)).forEach(plane::offer);
    return sequence;
  }

  private long awaitAll(int number, long since) {
    long last = 0;
    for (Gateway each : gateways) {
      last = Math.max(last, each.await(number));
    }
    return last - since;
  }

  private static void print(String what, List<Long> nanos) {
    Long[] sorted = nanos.toArray(Long[]::new);
    Arrays.sort(sorted);
    System.out.printf(
        "%s: median %.1f ms, longest %.1f ms (%d times)%n",
        what, sorted[sorted.length / 2] / 1e6, sorted[sorted.length - 1] / 1e6, sorted.length);
  }

  private static long millis(long nanos) {
    return nanos / 1_000_000;
  }

  private static List<Change> read(String text) {
    List<Change> changes = new ArrayList<>();
    for (Reading reading : Manifest.read(text, "load.yaml", "default").readings()) {
      if (reading instanceof Reading.Read(var resource, var document, _)) {
        changes.add(new Change.Put(resource, document));
      }
    }
    return changes;
  }

  private static final String GATEWAY =
      """
      apiVersion: networking.istio.io/v1
      kind: Gateway
      metadata: {name: all, namespace: default}
      spec:
        selector: {istio: ingressgateway}
        servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: ["*"]}]
      """;

  private static String service(int number) {
    return """
    apiVersion: v1
    kind: Service
    metadata: {name: s%1$d, labels: {istio.io/persistent-session: "sticky"}}
    spec: {selector: {app: s%1$d}, ports: [{name: http, port: 80, targetPort: 8080}]}
    ---
    apiVersion: networking.istio.io/v1
    kind: VirtualService
    metadata: {name: s%1$d}
    spec:
      hosts: [s%1$d.example.com]
      gateways: [default/all]
      http: [{route: [{destination: {host: s%1$d, port: {number: 80}}}]}]
    """
        .formatted(number);
  }

  private String slice(int number, int port) {
    StringBuilder slice =
        new StringBuilder(
            """
            apiVersion: discovery.k8s.io/v1
            kind: EndpointSlice
            metadata: {name: s%1$d-1, labels: {kubernetes.io/service-name: s%1$d}}
            addressType: IPv4
            ports: [{name: http, port: %2$d, protocol: TCP}]
            endpoints:
            """
                .formatted(number, port));
    for (int i = 0; i < endpoints; i++) {
      slice.append(
          "- {addresses: [10.%d.%d.%d], conditions: {ready: true}}%n"
              .formatted(number >> 8, number & 255, i + 1));
    }
    return slice.toString();
  }

  private final class Told implements ControlPlane.Reports {
    @Override
    public void problems(String place, List<Problem> problems) {}

    @Override
    public void told(Map<Trigger, Integer> changes, long waitedNanos, long nanos) {
      built.add(nanos);
      cpu.add(ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime());
    }

    @Override
    public void mistaken(RuntimeException ours) {
      ours.printStackTrace();
    }
  }

  /// An Envoy's part of the conversation, without the Envoy.
  private static final class Gateway extends ClientCall.Listener<ByteString> {
    private final ManagedChannel channel; // held, so that it is not collected
    private final ClientCall<ByteString, ByteString> call;
    private final CountDownLatch complete;
    private int missing;
    private int newest;
    private int from;
    private long[] times = new long[0];

    Gateway(int port, int clusters, CountDownLatch complete) {
      channel =
          NettyChannelBuilder.forAddress("127.0.0.1", port)
              .usePlaintext()
              .maxInboundMessageSize(64 << 20)
              .directExecutor()
              .build();
      this.complete = complete;
      this.missing = clusters;
      call = channel.newCall(METHOD, CallOptions.DEFAULT);
      call.start(this, new Metadata());
      call.request(Integer.MAX_VALUE);
      send(DeltaDiscoveryRequest.newBuilder().setTypeUrl(CDS).build());
      send(DeltaDiscoveryRequest.newBuilder().setTypeUrl(LDS).build());
      send(
          DeltaDiscoveryRequest.newBuilder()
              .setTypeUrl(RDS)
              .addResourceNamesSubscribe("http.8080")
              .build());
    }

    private void send(Message request) {
      call.sendMessage(request.toByteString());
    }

    @Override
    public void onMessage(ByteString bytes) {
      try {
        received(DeltaDiscoveryResponse.parseFrom(bytes));
      } catch (InvalidProtocolBufferException broken) {
        throw new UncheckedIOException(broken);
      }
    }

    private void received(DeltaDiscoveryResponse response) throws InvalidProtocolBufferException {
      send(
          DeltaDiscoveryRequest.newBuilder()
              .setTypeUrl(response.getTypeUrl())
              .setResponseNonce(response.getNonce())
              .build());
      if (response.getTypeUrl().equals(CDS)) {
        DeltaDiscoveryRequest.Builder names = DeltaDiscoveryRequest.newBuilder().setTypeUrl(EDS);
        response.getResourcesList().stream()
            .map(Resource::getName)
            .filter(name -> name.startsWith("outbound"))
            .forEach(names::addResourceNamesSubscribe);
        send(names.build());
      }
      if (response.getTypeUrl().equals(EDS)) {
        for (Resource each : response.getResourcesList()) {
          endpoints(each);
        }
      }
    }

    private void endpoints(Resource resource) throws InvalidProtocolBufferException {
      if (missing > 0 && --missing == 0) {
        complete.countDown();
      }
      if (resource.getName().contains("||s0.")) {
        int port =
            ClusterLoadAssignment.parseFrom(resource.getResource().getValue())
                .getEndpoints(0)
                .getLbEndpoints(0)
                .getEndpoint()
                .getAddress()
                .getSocketAddress()
                .getPortValue();
        has(port, System.nanoTime());
      }
    }

    private synchronized void has(int number, long now) {
      for (int i = newest + 1; i <= number; i++) {
        if (i >= times.length) {
          times = Arrays.copyOf(times, i + 1024);
        }
        times[i] = now;
      }
      newest = Math.max(newest, number);
      notifyAll();
    }

    synchronized void begin(int number) {
      from = number;
    }

    synchronized long when(int number) {
      return times[number];
    }

    synchronized long await(int number) {
      try {
        while (newest < number) {
          wait();
        }
      } catch (InterruptedException interrupted) {
        throw new IllegalStateException(interrupted);
      }
      return times[number];
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      System.out.println("a stream ended: " + status);
    }
  }

  private static final class Bytes implements MethodDescriptor.Marshaller<ByteString> {
    @Override
    public InputStream stream(ByteString message) {
      return message.newInput();
    }

    @Override
    public ByteString parse(InputStream bytes) {
      try {
        return ByteString.readFrom(bytes);
      } catch (IOException broken) {
        throw new UncheckedIOException(broken);
      }
    }
  }
}
