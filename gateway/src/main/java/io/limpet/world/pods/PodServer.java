package io.limpet.world.pods;

import io.limpet.world.pods.Application.Answer;
import io.limpet.world.pods.Application.Request;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// A built-in's HTTP/1.1 server: one virtual thread for each connection, which it reads and answers
/// in turn.
///
/// It is our own and not the JDK's, because that one closes idle connections from the two hundredth
/// on, cannot be told to misbehave, and does not say when it is idle.
final class PodServer {
  private static final int BACKLOG = 1_024;
  private static final int CONNECTIONS = 8_192;

  private final Application application;
  private final List<InetSocketAddress> addresses;
  private final List<ServerSocket> listening = new ArrayList<>(); // under `lock`
  private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition idle = lock.newCondition();
  private final CountDownLatch closed = new CountDownLatch(1);
  private int inFlight; // under `lock`
  private volatile boolean leaving;
  private volatile Behaviour behaviour = Behaviour.NORMAL;

  PodServer(Application application, List<InetSocketAddress> addresses) {
    this.application = application;
    this.addresses = List.copyOf(addresses);
  }

  void open() throws IOException {
    lock.lock();
    try {
      for (InetSocketAddress address : addresses) {
        ServerSocket socket = new ServerSocket();
        listening.add(socket);
        socket.bind(address, BACKLOG);
        Thread.ofVirtual().name("pod " + address).start(() -> accept(socket));
      }
    } catch (IOException failure) {
      stopListening();
      throw failure;
    } finally {
      lock.unlock();
    }
  }

  /// Refuses new connections, and ends those there are.
  void refuse() {
    stopListening();
    connections.forEach(PodServer::quietlyClose);
  }

  boolean isListening() {
    lock.lock();
    try {
      return !listening.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  void behave(Behaviour next) {
    behaviour = next;
  }

  /// From now on each answer ends its connection, so that clients go elsewhere by themselves.
  void leave() {
    leaving = true;
  }

  /// Waits until no request is being answered; not longer than told.
  void awaitIdle(long nanos) throws InterruptedException {
    long left = nanos;
    lock.lock();
    try {
      while (inFlight > 0 && left > 0) {
        left = idle.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  void close() {
    closed.countDown();
    refuse();
  }

  private void stopListening() {
    lock.lock();
    try {
      for (ServerSocket socket : listening) {
        socket.close();
      }
      listening.clear();
    } catch (IOException impossible) {
      throw new IllegalStateException("a listening socket does not close", impossible);
    } finally {
      lock.unlock();
    }
  }

  private void accept(ServerSocket socket) {
    while (!socket.isClosed()) {
      try {
        Socket connection = socket.accept();
        connections.add(connection);
        if (connections.size() > CONNECTIONS || socket.isClosed()) {
          end(connection);
        } else {
          Thread.ofVirtual().start(() -> serve(connection));
        }
      } catch (IOException closedOrOutOfFiles) {
        pause();
      }
    }
  }

  /// So that a process without free file descriptors does not spin here.
  private void pause() {
    try {
      closed.await(20, TimeUnit.MILLISECONDS);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void serve(Socket connection) {
    try (connection) {
      connection.setOption(StandardSocketOptions.TCP_NODELAY, true);
      InputStream in = new BufferedInputStream(connection.getInputStream());
      RequestReader reader = new RequestReader(in, connection.getOutputStream());
      boolean again = true;
      while (again) {
        Optional<RequestReader.Incoming> incoming = reader.next();
        again = incoming.isPresent() && answer(incoming.get(), connection);
      }
    } catch (IOException gone) {
      // The client went away or spoke no HTTP: either way the connection is over, and only it.
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } finally {
      connections.remove(connection);
    }
  }

  private boolean answer(RequestReader.Incoming incoming, Socket connection)
      throws IOException, InterruptedException {
    begin();
    try {
      Request request = incoming.request();
      switch (behaviour) {
        case NORMAL -> {
          Answer answer = application.answer(request);
          boolean last = leaving || incoming.last();
          write(connection.getOutputStream(), request, answer, last);
          return !last;
        }
        case HANG -> closed.await();
        case RUBBISH -> connection.getOutputStream().write("rubbish\r\n\r\n".getBytes(LATIN));
        case RESET, REFUSE, CRASH -> connection.setSoLinger(true, 0);
      }
      return false;
    } finally {
      finish();
    }
  }

  private static final java.nio.charset.Charset LATIN = StandardCharsets.ISO_8859_1;

  private static void write(OutputStream out, Request request, Answer answer, boolean last)
      throws IOException {
    byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
    String head =
        "HTTP/1.1 "
            + answer.status()
            + (answer.status() == 200 ? " OK" : " Error")
            + "\r\ncontent-type: "
            + answer.type()
            + "\r\ncontent-length: "
            + body.length
            + (last ? "\r\nconnection: close\r\n\r\n" : "\r\n\r\n");
    byte[] start = head.getBytes(LATIN);
    int length = request.method().equals("HEAD") ? 0 : body.length;
    byte[] all = java.util.Arrays.copyOf(start, start.length + length);
    System.arraycopy(body, 0, all, start.length, length);
    out.write(all);
  }

  private void begin() {
    lock.lock();
    try {
      inFlight++;
    } finally {
      lock.unlock();
    }
  }

  private void finish() {
    lock.lock();
    try {
      inFlight--;
      idle.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void end(Socket connection) {
    connections.remove(connection);
    quietlyClose(connection);
  }

  private static void quietlyClose(Socket connection) {
    try {
      connection.close();
    } catch (IOException gone) {
      // It is closed for us even if the peer could not be told.
    }
  }

  static InetSocketAddress address(String ip, int port) {
    return new InetSocketAddress(InetAddress.ofLiteral(ip), port);
  }
}
