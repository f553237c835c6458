package io.limpet.xds.server;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;

/// The two ways of talking that the protocol has: the state of the world, whole lists each time, or
/// differences. Each is a method of the aggregated discovery service.
enum Dialect {
  WHOLE_LISTS("StreamAggregatedResources", DiscoveryRequest.parser()),
  DIFFERENCES("DeltaAggregatedResources", DeltaDiscoveryRequest.parser());

  static final String SERVICE = "envoy.service.discovery.v3.AggregatedDiscoveryService";

  private final MethodDescriptor<Message, ByteString> method;

  Dialect(String name, Parser<? extends Message> requests) {
    this.method =
        MethodDescriptor.<Message, ByteString>newBuilder()
            .setType(MethodType.BIDI_STREAMING)
            .setFullMethodName(MethodDescriptor.generateFullMethodName(SERVICE, name))
            .setRequestMarshaller(new Requests(requests))
            .setResponseMarshaller(new Encoded())
            .build();
  }

  MethodDescriptor<Message, ByteString> method() {
    return method;
  }
}
