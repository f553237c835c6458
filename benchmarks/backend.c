// SPDX-License-Identifier: Apache-2.0
//
// A backend that costs next to nothing, for measuring what stands before it: one epoll loop answers
// on 127.0.1.1 ... 127.0.1.N. The body begins with the instance's address, so affinity can be read
// from it.
//
// usage: backend N PORT [BODY_BYTES]
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#define MAX_FD 65536
#define MAX_INSTANCES 1024

static int owner[MAX_FD];    // 0: unused, > 0: a connection of that instance, < 0: its listener
static int matched[MAX_FD];  // how much of CR LF CR LF a connection has sent
static char *response[MAX_INSTANCES];
static int response_bytes[MAX_INSTANCES];

static void watch(int epoll, int fd) {
  struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};
  epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event);
}

static void write_response(int instance, const char *ip, int port, int body_bytes) {
  char line[512];
  int line_bytes = snprintf(line, sizeof line, "instance: %s:%d\n", ip, port);
  int total = line_bytes > body_bytes ? line_bytes : body_bytes;
  char *text = malloc(total + 256);
  int head = sprintf(text,
                     "HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: %d\r\n\r\n",
                     total);
  memcpy(text + head, line, line_bytes);
  memset(text + head + line_bytes, 'x', total - line_bytes);
  response[instance] = text;
  response_bytes[instance] = head + total;
}

static void listen_as(int epoll, int instance, int port, int body_bytes) {
  char ip[32];
  snprintf(ip, sizeof ip, "127.0.%d.%d", 1 + instance / 250, instance % 250 ? instance % 250 : 250);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
  inet_pton(AF_INET, ip, &address.sin_addr);
  int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), one = 1;
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  if (bind(listener, (void *)&address, sizeof address) || listen(listener, 4096)) {
    perror(ip);
    exit(1);
  }
  write_response(instance, ip, port, body_bytes);
  owner[listener] = -instance;
  watch(epoll, listener);
}

static void accept_all(int epoll, int listener) {
  int fd, one = 1;
  while ((fd = accept4(listener, 0, 0, SOCK_NONBLOCK)) >= 0) {
    if (fd >= MAX_FD) {
      close(fd);
      continue;
    }
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    owner[fd] = -owner[listener];
    matched[fd] = 0;
    watch(epoll, fd);
  }
}

static void answer(int fd, int requests) {
  int instance = owner[fd];
  for (; requests > 0; requests--) {
    for (int sent = 0; sent < response_bytes[instance];) {
      ssize_t count = write(fd, response[instance] + sent, response_bytes[instance] - sent);
      if (count >= 0) {
        sent += count;
      } else if (errno == EAGAIN) {
        usleep(50);
      } else {
        return;
      }
    }
  }
}

// A request ends with an empty line: the load has no bodies.
static void read_requests(int fd) {
  static char bytes[65536];
  ssize_t count = read(fd, bytes, sizeof bytes);
  if (count < 0 && errno == EAGAIN) {
    return;
  }
  if (count <= 0) {
    close(fd);
    owner[fd] = 0;
    return;
  }
  int match = matched[fd], requests = 0;
  for (ssize_t i = 0; i < count; i++) {
    match = bytes[i] == "\r\n\r\n"[match] ? match + 1 : bytes[i] == '\r' ? 1 : 0;
    if (match == 4) {
      requests++;
      match = 0;
    }
  }
  matched[fd] = match;
  answer(fd, requests);
}

int main(int count, char **arguments) {
  if (count < 3) {
    fprintf(stderr, "usage: backend N PORT [BODY_BYTES]\n");
    return 2;
  }
  int instances = atoi(arguments[1]), port = atoi(arguments[2]);
  int body_bytes = count > 3 ? atoi(arguments[3]) : 0;
  signal(SIGPIPE, SIG_IGN);
  int epoll = epoll_create1(0);
  for (int i = 1; i <= instances && i < MAX_INSTANCES; i++) {
    listen_as(epoll, i, port, body_bytes);
  }
  static struct epoll_event events[512];
  for (;;) {
    int ready = epoll_wait(epoll, events, 512, -1);
    for (int i = 0; i < ready; i++) {
      int fd = events[i].data.fd;
      if (owner[fd] < 0) {
        accept_all(epoll, fd);
      } else {
        read_requests(fd);
      }
    }
  }
}
