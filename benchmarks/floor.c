// SPDX-License-Identifier: Apache-2.0
//
// The least that any proxy can cost on this kernel: bytes go from one client connection to one
// backend connection and back, and none is looked at. Backends are 127.0.1.1 ... 127.0.1.6, in turn
// by connection.
//
// usage: floor LISTEN_PORT BACKEND_PORT
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#define MAX_FD 65536
#define BACKENDS 6

static int peer[MAX_FD];

static void pair(int epoll, int fd, int other) {
  int one = 1;
  struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  peer[fd] = other;
  epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event);
}

static int connect_to(int backend, int port) {
  char ip[32];
  snprintf(ip, sizeof ip, "127.0.1.%d", backend);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
  inet_pton(AF_INET, ip, &address.sin_addr);
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  if (connect(fd, (void *)&address, sizeof address)) {
    close(fd);
    return -1;
  }
  return fd;
}

static void forward(int fd) {
  static char bytes[65536];
  if (!peer[fd]) {
    return;
  }
  ssize_t count = recv(fd, bytes, sizeof bytes, MSG_DONTWAIT);
  if (count <= 0 || send(peer[fd], bytes, count, 0) < 0) {
    int other = peer[fd];
    peer[fd] = peer[other] = 0;
    close(fd);
    close(other);
  }
}

int main(int count, char **arguments) {
  if (count != 3) {
    fprintf(stderr, "usage: floor LISTEN_PORT BACKEND_PORT\n");
    return 2;
  }
  signal(SIGPIPE, SIG_IGN);
  int epoll = epoll_create1(0), one = 1, turn = 0;
  int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  struct sockaddr_in address = {.sin_family = AF_INET,
                                .sin_port = htons(atoi(arguments[1])),
                                .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  if (bind(listener, (void *)&address, sizeof address) || listen(listener, 4096)) {
    perror("listen");
    return 1;
  }
  struct epoll_event accepting = {.events = EPOLLIN, .data.fd = listener};
  epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &accepting);
  static struct epoll_event events[512];
  for (;;) {
    int ready = epoll_wait(epoll, events, 512, -1);
    for (int i = 0; i < ready; i++) {
      if (events[i].data.fd != listener) {
        forward(events[i].data.fd);
        continue;
      }
      for (int client; (client = accept4(listener, 0, 0, SOCK_NONBLOCK)) >= 0;) {
        int backend = connect_to(turn++ % BACKENDS + 1, atoi(arguments[2]));
        if (backend < 0) {
          close(client);
          continue;
        }
        pair(epoll, client, backend);
        pair(epoll, backend, client);
      }
    }
  }
}
