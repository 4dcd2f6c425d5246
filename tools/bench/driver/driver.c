/*
 * The light client: many event streams in one process, checked event by event.
 *
 *   driver PORT PATH CONNECTIONS FIRST
 *
 * Every event carries a mark "@NNNNNNNNN.TTTTTTTTTTTTTTTT": its number, and when it was published (epoch microseconds).
 * Each connection has to see FIRST, FIRST + 1, ... ; what comes before FIRST is history and is passed over.
 * Standard input takes commands (see README.md), standard output says what happened, one line each.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define MARK 27
#define READ_BYTES (256 * 1024)
/* Connections being opened at a time: a listen queue must not run over. */
#define OPENING 100
#define SOURCES 20
#define BUCKET_US 50
#define BUCKETS (2 * 1000 * 1000)
#define MAX_EVENTS (1 << 21)

enum state { CONNECTING, HEADERS, OPEN, CLOSED };

struct connection {
  int fd;
  enum state state;
  long next;
  int kept;
  char rest[MARK];
};

static int port, total, stalled, epoll_fd, opening, opened, started;
static const char *path;
static long first, low, history, events, gaps, repeats, closed, stalled_closed, refused;
static long long bytes;
static struct connection *connections;
static int *arrived;
static unsigned *latencies;
static long slowest;

static long now_us(void) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  return now.tv_sec * 1000000L + now.tv_nsec / 1000;
}

static double cpu_ms(void) {
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_utime.tv_sec * 1e3 + usage.ru_utime.tv_usec / 1e3 + usage.ru_stime.tv_sec * 1e3 +
         usage.ru_stime.tv_usec / 1e3;
}

static int is_stalled(const struct connection *connection) { return connection - connections < stalled; }

static void watch(struct connection *connection, int operation, unsigned what) {
  struct epoll_event event = {.events = what, .data.ptr = connection};
  epoll_ctl(epoll_fd, operation, connection->fd, &event);
}

static void connect_one(struct connection *connection, int index) {
  int on = 1;
  struct sockaddr_in source = {.sin_family = AF_INET}, target = {.sin_family = AF_INET, .sin_port = htons(port)};
  connection->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  if (connection->fd < 0) {
    perror("socket");
    exit(1);
  }
  /* One source address has 28,000 ports; several never run out of them. */
  source.sin_addr.s_addr = htonl(INADDR_LOOPBACK + 1 + index % SOURCES);
  setsockopt(connection->fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
  if (bind(connection->fd, (struct sockaddr *)&source, sizeof source) < 0) perror("bind");
  target.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (connect(connection->fd, (struct sockaddr *)&target, sizeof target) < 0 && errno != EINPROGRESS) {
    perror("connect");
    exit(1);
  }
  connection->state = CONNECTING;
  connection->next = first;
  opening++;
  watch(connection, EPOLL_CTL_ADD, EPOLLOUT);
}

static void connect_more(void) {
  while (started < total && opening < OPENING) {
    connect_one(&connections[started], started);
    started++;
  }
}

static void ask(struct connection *connection) {
  char request[1024];
  int length = snprintf(request, sizeof request,
                        "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nAccept: text/event-stream\r\n\r\n", path, port);
  if (write(connection->fd, request, length) != length) perror("write");
  connection->state = HEADERS;
  watch(connection, EPOLL_CTL_MOD, EPOLLIN);
}

static void lose(struct connection *connection) {
  if (connection->state < OPEN) {
    refused++;
    opening--;
  }
  connection->state = CLOSED;
  close(connection->fd);
  if (is_stalled(connection)) stalled_closed++;
  else closed++;
  printf("closed %ld after %ld\n", (long)(connection - connections), connection->next - 1);
}

static long digits(const char *text, int count) {
  long value = 0;
  while (count--) value = value * 10 + (*text++ - '0');
  return value;
}

static void take_mark(struct connection *connection, const char *mark, long now) {
  long number = digits(mark + 1, 9);
  if (number < connection->next) {
    if (number < first && connection->next == first) history++;
    else repeats++;
    return;
  }
  if (number > connection->next) gaps++;
  connection->next = number + 1;
  events++;
  long index = number - first, late = now - digits(mark + 11, 16);
  if (index >= MAX_EVENTS) {
    fprintf(stderr, "more events than a driver counts\n");
    exit(1);
  }
  if (is_stalled(connection)) return;
  arrived[index]++;
  if (late < 0) late = 0;
  if (late > slowest) slowest = late;
  latencies[late / BUCKET_US < BUCKETS ? late / BUCKET_US : BUCKETS - 1]++;
}

static void take_bytes(struct connection *connection) {
  static char buffer[MARK + READ_BYTES];
  memcpy(buffer, connection->rest, connection->kept);
  ssize_t got = read(connection->fd, buffer + connection->kept, READ_BYTES);
  if (got <= 0) {
    if (got == 0 || errno != EAGAIN) lose(connection);
    return;
  }
  bytes += got;
  char *at = buffer, *end = buffer + connection->kept + got;
  connection->kept = 0;
  if (connection->state == HEADERS) {
    if (got < 12 || memcmp(buffer, "HTTP/1.1 200", 12) != 0) return lose(connection);
    connection->state = OPEN;
    opening--;
    if (++opened == total) printf("open %d\n", opened);
  }
  long now = now_us();
  while ((at = memchr(at, '@', end - at))) {
    if (end - at < MARK) {
      connection->kept = end - at;
      memcpy(connection->rest, at, connection->kept);
      return;
    }
    take_mark(connection, at, now);
    at += MARK;
  }
}

/* The newest event that all connections that read have. */
static void say_low(void) {
  long before = low;
  while (low - first < MAX_EVENTS && arrived[low - first] == total - stalled) low++;
  if (low != before) printf("reached %ld\n", low - 1);
}

static double percentile(double part) {
  unsigned long count = 0, all = 0;
  for (int bucket = 0; bucket < BUCKETS; bucket++) all += latencies[bucket];
  for (int bucket = 0; bucket < BUCKETS; bucket++) {
    count += latencies[bucket];
    if (count > 0 && count >= part * all) return (bucket + 1) * BUCKET_US / 1e3;
  }
  return 0;
}

static void report(void) {
  long stalled_low = stalled > 0 ? -1 : 0;
  for (int index = 0; index < stalled; index++)
    if (connections[index].state == OPEN && (stalled_low < 0 || connections[index].next - 1 < stalled_low))
      stalled_low = connections[index].next - 1;
  printf("report {\"open\":%d,\"refused\":%ld,\"closed\":%ld,\"stalledClosed\":%ld,\"events\":%ld,\"bytes\":%lld,"
         "\"gaps\":%ld,\"repeats\":%ld,\"history\":%ld,\"reached\":%ld,\"stalledReached\":%ld,\"p50\":%.2f,"
         "\"p99\":%.2f,\"slowest\":%.2f,\"cpuMs\":%.1f}\n",
         opened, refused, closed, stalled_closed, events, bytes, gaps, repeats, history, low - 1, stalled_low,
         percentile(0.5), percentile(0.99), slowest / 1e3, cpu_ms());
}

static void obey(char *command) {
  if (strncmp(command, "stall ", 6) == 0) {
    stalled = atoi(command + 6);
    for (int index = 0; index < stalled; index++) watch(&connections[index], EPOLL_CTL_DEL, 0);
  } else if (strcmp(command, "resume") == 0) {
    for (int index = 0; index < stalled; index++)
      if (connections[index].state == OPEN) watch(&connections[index], EPOLL_CTL_ADD, EPOLLIN);
  } else if (strcmp(command, "reset") == 0) {
    memset(latencies, 0, BUCKETS * sizeof *latencies);
    slowest = 0;
    events = 0;
    bytes = 0;
  } else if (strcmp(command, "report") == 0) {
    report();
  }
}

static void take_commands(void) {
  static char line[256];
  static int length;
  char input[256];
  ssize_t got = read(STDIN_FILENO, input, sizeof input);
  if (got <= 0) exit(0);
  for (ssize_t index = 0; index < got; index++) {
    if (input[index] == '\n') {
      line[length] = 0;
      length = 0;
      obey(line);
    } else if (length < (int)sizeof line - 1) {
      line[length++] = input[index];
    }
  }
}

int main(int count, char **arguments) {
  if (count != 5) {
    fprintf(stderr, "driver PORT PATH CONNECTIONS FIRST\n");
    return 1;
  }
  port = atoi(arguments[1]);
  path = arguments[2];
  total = atoi(arguments[3]);
  low = first = atol(arguments[4]);
  struct rlimit files;
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
  if (files.rlim_cur < (rlim_t)total + 20) {
    fprintf(stderr, "only %lu files may be open: ulimit -n %d\n", (unsigned long)files.rlim_cur, total + 20);
    return 1;
  }
  connections = calloc(total, sizeof *connections);
  arrived = calloc(MAX_EVENTS, sizeof *arrived);
  latencies = calloc(BUCKETS, sizeof *latencies);
  epoll_fd = epoll_create1(0);
  struct epoll_event commands = {.events = EPOLLIN, .data.ptr = NULL};
  epoll_ctl(epoll_fd, EPOLL_CTL_ADD, STDIN_FILENO, &commands);
  setvbuf(stdout, NULL, _IOLBF, 0);
  connect_more();
  for (;;) {
    struct epoll_event ready[512];
    int number = epoll_wait(epoll_fd, ready, 512, -1);
    for (int index = 0; index < number; index++) {
      struct connection *connection = ready[index].data.ptr;
      if (!connection) take_commands();
      else if (connection->state == CONNECTING) ask(connection);
      else if (connection->state != CLOSED) take_bytes(connection);
    }
    connect_more();
    say_low();
  }
}
