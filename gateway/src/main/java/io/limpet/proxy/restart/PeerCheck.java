package io.limpet.proxy.restart;

import com.sun.security.auth.module.UnixSystem;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.unix.PeerCredentials;
import java.io.IOException;

/// Anybody may listen and connect in the abstract namespace; only a process of the same user is
/// believed. The system says who it is.
final class PeerCheck {
  private PeerCheck() {}

  /// Whose process the other is, where it is not ours; else an empty text.
  static String stranger(EpollDomainSocketChannel channel) throws IOException {
    PeerCredentials peer = channel.peerCredentials();
    long own = new UnixSystem().getUid();
    return peer.uid() == own
        ? ""
        : "process %d is user %d's, and this one is user %d's"
            .formatted(peer.pid(), peer.uid(), own);
  }
}
