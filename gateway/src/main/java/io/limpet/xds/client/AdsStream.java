package io.limpet.xds.client;

import com.google.protobuf.Message;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;

/// One connection to a control plane with the one call on it. The next response is asked for when
/// the last one has been dealt with, so a control plane never fills our memory.
final class AdsStream {
  private final ManagedChannel channel;
  private final ClientCall<Message, Message> call;

  /// What happens on it, on the client's executor.
  interface Events {
    void received(AdsStream on, Message response);

    void closed(AdsStream on, Status why);
  }

  private AdsStream(ManagedChannel channel, ClientCall<Message, Message> call) {
    this.channel = channel;
    this.call = call;
  }

  static AdsStream open(
      Connection connection, MethodDescriptor<Message, Message> method, Events events) {
    ManagedChannel channel = connection.channel();
    AdsStream stream = new AdsStream(channel, channel.newCall(method, CallOptions.DEFAULT));
    stream.call.start(stream.new Receiver(events), connection.headers());
    stream.call.request(1);
    return stream;
  }

  /// Whether the connection is made.
  boolean isConnected() {
    return channel.getState(false) == ConnectivityState.READY;
  }

  /// Ends it, which is told as its end.
  void giveUp(String why) {
    call.cancel(why, null);
  }

  void send(Message request) {
    call.sendMessage(request);
  }

  void close() {
    call.cancel("the gateway ends", null);
    channel.shutdownNow();
  }

  private final class Receiver extends ClientCall.Listener<Message> {
    private final Events events;

    Receiver(Events events) {
      this.events = events;
    }

    @Override
    public void onMessage(Message response) {
      events.received(AdsStream.this, response);
      call.request(1);
    }

    @Override
    public void onClose(Status why, Metadata trailers) {
      channel.shutdownNow();
      events.closed(AdsStream.this, why);
    }
  }
}
