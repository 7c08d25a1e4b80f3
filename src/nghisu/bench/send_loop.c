/* The limit of fan-out on this machine: accept listeners, and send what comes on standard input to all.
   One line in: the payload. Built and run by `nghisu bench live --loop` where there is a C compiler. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#define MOST 20000
static int listeners[MOST];
static int count;
static char line[65536];
static char event[70000];
static char asked[65536];
static const char head[] = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n";

int main(int argc, char **argv) {
  struct rlimit files;
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
  int door = socket(AF_INET, SOCK_STREAM, 0), yes = 1;
  struct sockaddr_in place = {.sin_family = AF_INET, .sin_port = htons(atoi(argv[argc - 1]))};
  place.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  setsockopt(door, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  if (bind(door, (struct sockaddr *)&place, sizeof place) || listen(door, 8192)) return 1;
  struct pollfd waits[2] = {{.fd = door, .events = POLLIN}, {.fd = 0, .events = POLLIN}};
  long number = 0;
  while (poll(waits, 2, -1) > 0) {
    if (waits[0].revents && count < MOST) {
      int one = accept(door, NULL, NULL);
      if (one < 0) continue;
      setsockopt(one, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
      if (recv(one, asked, sizeof asked, 0) <= 0 || send(one, head, sizeof head - 1, MSG_NOSIGNAL) < 0)
        close(one);
      else
        listeners[count++] = one;
    }
    if (waits[1].revents) {
      ssize_t got = 0, part;
      while ((part = read(0, line + got, sizeof line - 1 - got)) > 0) {
        got += part;
        if (line[got - 1] == '\n') break;
      }
      if (got <= 0) return 0;
      line[got - 1] = 0;
      int length = snprintf(event, sizeof event, "id: %ld\nevent: floor\ndata: %s\n\n", ++number, line);
      for (int i = 0; i < count; i++)
        if (send(listeners[i], event, length, MSG_NOSIGNAL | MSG_DONTWAIT) < 0 && errno == EPIPE)
          listeners[i--] = listeners[--count];
    }
  }
}
