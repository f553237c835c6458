package io.limpet.proxy.codec;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A response's head: an upstream's, or one that is made here (a local reply).
public final class Http1ResponseHead implements EditableHeaders {
  Http1ResponseHead() {}

  /// Makes a reply of our own: `content-length` and `content-type: text/plain` for a body, neither
  /// for none.
  public static Http1ResponseHead local(HeadPool pool, int status, int bodyBytes) {
    throw new UnsupportedOperationException();
  }

  public int status() {
    throw new UnsupportedOperationException();
  }

  public void status(int status) {
    throw new UnsupportedOperationException();
  }

  /// Whether another head follows: 1xx, but for 101.
  public boolean interim() {
    throw new UnsupportedOperationException();
  }

  /// How the body comes from the upstream.
  public Framing framing() {
    throw new UnsupportedOperationException();
  }

  public long contentLength() {
    throw new UnsupportedOperationException();
  }

  /// Whether the upstream connection may be used again after this response.
  public boolean keepAlive() {
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

  /// The head may not be used any more.
  public void release() {
    throw new UnsupportedOperationException();
  }
}
