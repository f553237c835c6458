package io.limpet.xds.server;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;

/// The two ways of talking that the protocol has: the state of the world, whole lists each time, or
/// differences. Each is a method of the aggregated discovery service.
enum Dialect {
  WHOLE_LISTS("StreamAggregatedResources"),
  DIFFERENCES("DeltaAggregatedResources");

  static final String SERVICE = "envoy.service.discovery.v3.AggregatedDiscoveryService";

  private final String method;

  Dialect(String method) {
    this.method = method;
  }

  /// A request as it came.
  Message parse(ByteString request) throws InvalidProtocolBufferException {
    return switch (this) {
      case WHOLE_LISTS -> DiscoveryRequest.parseFrom(request);
      case DIFFERENCES -> DeltaDiscoveryRequest.parseFrom(request);
    };
  }

  MethodDescriptor<ByteString, ByteString> method() {
    return MethodDescriptor.<ByteString, ByteString>newBuilder()
        .setType(MethodType.BIDI_STREAMING)
        .setFullMethodName(MethodDescriptor.generateFullMethodName(SERVICE, method))
        .setRequestMarshaller(new Encoded())
        .setResponseMarshaller(new Encoded())
        .build();
  }
}
