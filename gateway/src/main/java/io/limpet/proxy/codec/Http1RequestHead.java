package io.limpet.proxy.codec;

import io.limpet.proxy.head.RequestHead;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A request's head as its bytes, copied once from the connection, and where in them everything is.
public final class Http1RequestHead implements RequestHead, EditableHeaders {
  Http1RequestHead() {}

  @Override
  public String method() {
    throw new UnsupportedOperationException();
  }

  @Override
  public String path() {
    throw new UnsupportedOperationException();
  }

  @Override
  public String authority() {
    throw new UnsupportedOperationException();
  }

  @Override
  public String scheme() {
    throw new UnsupportedOperationException();
  }

  @Override
  public @Nullable String header(String name) {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<String> headers(String name) {
    throw new UnsupportedOperationException();
  }

  @Override
  public String clientAddress() {
    throw new UnsupportedOperationException();
  }

  @Override
  public String peerAddress() {
    throw new UnsupportedOperationException();
  }

  @Override
  public String localAddress() {
    throw new UnsupportedOperationException();
  }

  /// `HTTP/1.1` or `HTTP/1.0`, as the client wrote it.
  public String protocol() {
    throw new UnsupportedOperationException();
  }

  public boolean http10() {
    throw new UnsupportedOperationException();
  }

  /// Whether the answer has no body because of the method.
  public boolean headMethod() {
    throw new UnsupportedOperationException();
  }

  public boolean connectMethod() {
    throw new UnsupportedOperationException();
  }

  public Framing framing() {
    throw new UnsupportedOperationException();
  }

  /// For [Framing#LENGTH].
  public long contentLength() {
    throw new UnsupportedOperationException();
  }

  /// Whether the client lets the connection live after this exchange.
  public boolean keepAlive() {
    throw new UnsupportedOperationException();
  }

  /// Whether the client waits for `100 Continue`.
  public boolean expectContinue() {
    throw new UnsupportedOperationException();
  }

  /// The protocol the client wants to change to, in lower case; empty if none.
  public String upgrade() {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean has(HeaderName name) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void add(HeaderName name, String value) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void add(HeaderLine line) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void set(HeaderName name, String value) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void set(HeaderLine line) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void remove(HeaderName name) {
    throw new UnsupportedOperationException();
  }

  /// Replaces the path, for routing and for the writer.
  public void path(String path) {
    throw new UnsupportedOperationException();
  }

  /// Replaces the authority, and with it the host line.
  public void authority(String authority) {
    throw new UnsupportedOperationException();
  }

  public void scheme(String scheme) {
    throw new UnsupportedOperationException();
  }

  public void clientAddress(String address) {
    throw new UnsupportedOperationException();
  }

  /// The exchange is over; the head may not be used any more.
  public void release() {
    throw new UnsupportedOperationException();
  }
}
