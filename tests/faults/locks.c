/* A file system whose locks fail: fcntl answers ERRNO_OF_LOCKS to every lock. Loaded in front of the C library. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>

typedef int (*fcntl_t)(int, int, ...);

static int answer(const char *name, int fd, int command, void *argument) {
    fcntl_t real = (fcntl_t)dlsym(RTLD_NEXT, name);
    if (command == F_SETLK || command == F_SETLKW || command == F_OFD_SETLK || command == F_OFD_SETLKW) {
        const char *given = getenv("ERRNO_OF_LOCKS");
        errno = given ? atoi(given) : ENOLCK;
        return -1;
    }
    return real(fd, command, argument);
}

int fcntl(int fd, int command, ...) {
    va_list more;
    va_start(more, command);
    void *argument = va_arg(more, void *);
    va_end(more);
    return answer("fcntl", fd, command, argument);
}

int fcntl64(int fd, int command, ...) {
    va_list more;
    va_start(more, command);
    void *argument = va_arg(more, void *);
    va_end(more);
    return answer("fcntl64", fd, command, argument);
}
