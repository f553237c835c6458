package io.limpet.xds.server;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
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

  private final Parser<? extends Message> requests;
  private final MethodDescriptor<ByteString, ByteString> method;

  Dialect(String name, Parser<? extends Message> requests) {
    this.requests = requests;
    this.method =
        MethodDescriptor.<ByteString, ByteString>newBuilder()
            .setType(MethodType.BIDI_STREAMING)
            .setFullMethodName(MethodDescriptor.generateFullMethodName(SERVICE, name))
            .setRequestMarshaller(new Encoded())
            .setResponseMarshaller(new Encoded())
            .build();
  }

  /// A request as it came.
  Message parse(ByteString request) throws InvalidProtocolBufferException {
    return requests.parseFrom(request);
  }

  MethodDescriptor<ByteString, ByteString> method() {
    return method;
  }
}
