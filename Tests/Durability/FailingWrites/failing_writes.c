/* Lets one call that changes files fail, while the process lives on.
 *
 * Preloaded (LD_PRELOAD), it stands before the calls by which files change: write, pwrite, pwritev, fsync, fdatasync,
 * ftruncate, rename, link, unlink, mkdir, and open where it makes a file. Calls on files below one folder are counted;
 * the one with the armed number fails. Sockets, pipes and files elsewhere are never touched.
 *
 * A program that was started with it finds the four functions at the end with dlsym.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

/* How the call fails. SHORT_WRITE: half is written, the next write finds the disk full. FULL: every call that needs
 * space fails, until it is disarmed. */
enum kind { NO_SPACE, IO_ERROR, SHORT_WRITE, FULL };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char watched[PATH_MAX];
static size_t watched_length;
static long count, armed, failures;
static enum kind kind;
static int fails_next_write;
static char failed[PATH_MAX + 32];

#define REAL(name, result, ...) \
    static result (*real)(__VA_ARGS__); \
    if (!real) real = (result (*)(__VA_ARGS__))dlsym(RTLD_NEXT, name)

static int is_below(const char *path) {
    return watched_length && !strncmp(path, watched, watched_length)
        && (path[watched_length] == '/' || path[watched_length] == '\0');
}

static int has_path(int descriptor, char *path) {
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    ssize_t length = readlink(link, path, PATH_MAX - 1);
    path[length < 0 ? 0 : length] = '\0';
    return length > 0;
}

/* What to do with one call: 0 let it pass, -1 fail with errno set, 1 write half. `takes_space`: bytes or names are
 * added. */
static int judge(const char *call, const char *path, int is_write, int takes_space) {
    if (!is_below(path)) return 0;
    int answer = 0, code = 0;
    pthread_mutex_lock(&lock);
    count++;
    if (is_write && fails_next_write) {
        fails_next_write = 0;
        code = ENOSPC;
    } else if (armed && count == armed) {
        if (kind == SHORT_WRITE && is_write) {
            answer = fails_next_write = 1;
        } else {
            code = kind == IO_ERROR || (kind == FULL && !takes_space) ? EIO : ENOSPC;
        }
        const char *name = strrchr(path, '/');
        snprintf(failed, sizeof failed, "%s %s", call, name ? name + 1 : path);
    } else if (armed && kind == FULL && count > armed && takes_space) {
        code = ENOSPC;
    }
    if (code) failures++;
    pthread_mutex_unlock(&lock);
    if (code) errno = code;
    return code ? -1 : answer;
}

static int judge_descriptor(const char *call, int descriptor, int is_write, int takes_space) {
    if (!watched_length || descriptor < 3) return 0;
    char path[PATH_MAX];
    return has_path(descriptor, path) ? judge(call, path, is_write, takes_space) : 0;
}

static int judge_path(const char *call, int folder, const char *path, int takes_space) {
    if (!watched_length || !path) return 0;
    if (path[0] == '/') return judge(call, path, 0, takes_space);
    char full[PATH_MAX], base[PATH_MAX];
    if (folder == AT_FDCWD ? !getcwd(base, sizeof base) : !has_path(folder, base)) return 0;
    if (snprintf(full, sizeof full, "%s/%s", base, path) >= (int)sizeof full) return 0;
    return judge(call, full, 0, takes_space);
}

/* Writes */

static size_t half(size_t length) { return length > 1 ? length / 2 : length; }

ssize_t write(int descriptor, const void *bytes, size_t length) {
    REAL("write", ssize_t, int, const void *, size_t);
    int answer = judge_descriptor("write", descriptor, 1, 1);
    return answer < 0 ? -1 : real(descriptor, bytes, answer ? half(length) : length);
}

#define PWRITE(name) \
    ssize_t name(int descriptor, const void *bytes, size_t length, off_t offset) { \
        REAL(#name, ssize_t, int, const void *, size_t, off_t); \
        int answer = judge_descriptor("pwrite", descriptor, 1, 1); \
        return answer < 0 ? -1 : real(descriptor, bytes, answer ? half(length) : length, offset); \
    }
PWRITE(pwrite)
PWRITE(pwrite64)

ssize_t writev(int descriptor, const struct iovec *pieces, int number) {
    REAL("writev", ssize_t, int, const struct iovec *, int);
    int answer = judge_descriptor("writev", descriptor, 1, 1);
    return answer < 0 ? -1 : real(descriptor, pieces, answer && number > 1 ? number / 2 : number);
}

#define PWRITEV(name) \
    ssize_t name(int descriptor, const struct iovec *pieces, int number, off_t offset) { \
        REAL(#name, ssize_t, int, const struct iovec *, int, off_t); \
        int answer = judge_descriptor("pwritev", descriptor, 1, 1); \
        return answer < 0 ? -1 : real(descriptor, pieces, answer && number > 1 ? number / 2 : number, offset); \
    }
PWRITEV(pwritev)
PWRITEV(pwritev64)

/* Synchronisation and length */

int fsync(int descriptor) {
    REAL("fsync", int, int);
    return judge_descriptor("fsync", descriptor, 0, 0) ? -1 : real(descriptor);
}

int fdatasync(int descriptor) {
    REAL("fdatasync", int, int);
    return judge_descriptor("fdatasync", descriptor, 0, 0) ? -1 : real(descriptor);
}

#define FTRUNCATE(name) \
    int name(int descriptor, off_t length) { \
        REAL(#name, int, int, off_t); \
        return judge_descriptor("ftruncate", descriptor, 0, 0) ? -1 : real(descriptor, length); \
    }
FTRUNCATE(ftruncate)
FTRUNCATE(ftruncate64)

/* Names */

int rename(const char *from, const char *to) {
    REAL("rename", int, const char *, const char *);
    return judge_path("rename", AT_FDCWD, to, 1) ? -1 : real(from, to);
}

int renameat(int from_folder, const char *from, int to_folder, const char *to) {
    REAL("renameat", int, int, const char *, int, const char *);
    return judge_path("rename", to_folder, to, 1) ? -1 : real(from_folder, from, to_folder, to);
}

int renameat2(int from_folder, const char *from, int to_folder, const char *to, unsigned int flags) {
    REAL("renameat2", int, int, const char *, int, const char *, unsigned int);
    return judge_path("rename", to_folder, to, 1) ? -1 : real(from_folder, from, to_folder, to, flags);
}

int link(const char *from, const char *to) {
    REAL("link", int, const char *, const char *);
    return judge_path("link", AT_FDCWD, to, 1) ? -1 : real(from, to);
}

int unlink(const char *path) {
    REAL("unlink", int, const char *);
    return judge_path("unlink", AT_FDCWD, path, 0) ? -1 : real(path);
}

int unlinkat(int folder, const char *path, int flags) {
    REAL("unlinkat", int, int, const char *, int);
    return judge_path("unlink", folder, path, 0) ? -1 : real(folder, path, flags);
}

int rmdir(const char *path) {
    REAL("rmdir", int, const char *);
    return judge_path("rmdir", AT_FDCWD, path, 0) ? -1 : real(path);
}

int mkdir(const char *path, mode_t mode) {
    REAL("mkdir", int, const char *, mode_t);
    return judge_path("mkdir", AT_FDCWD, path, 1) ? -1 : real(path, mode);
}

/* Of opens, only those that make a file. */
static int makes_file(int folder, const char *path, int flags) {
    struct stat status;
    return watched_length && (flags & O_CREAT) && path && fstatat(folder, path, &status, 0) != 0;
}

#define OPEN(name) \
    int name(const char *path, int flags, ...) { \
        REAL(#name, int, const char *, int, ...); \
        va_list rest; \
        va_start(rest, flags); \
        mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0; \
        va_end(rest); \
        if (makes_file(AT_FDCWD, path, flags) && judge_path("open", AT_FDCWD, path, 1)) return -1; \
        return real(path, flags, mode); \
    }
OPEN(open)
OPEN(open64)

#define OPENAT(name) \
    int name(int folder, const char *path, int flags, ...) { \
        REAL(#name, int, int, const char *, int, ...); \
        va_list rest; \
        va_start(rest, flags); \
        mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0; \
        va_end(rest); \
        if (makes_file(folder, path, flags) && judge_path("open", folder, path, 1)) return -1; \
        return real(folder, path, flags, mode); \
    }
OPENAT(openat)
OPENAT(openat64)

/* For the program under test */

/* Counts from zero below a folder (absolute, without links), and lets call `number` fail; 0: none. */
void failing_writes_arm(const char *folder, long number, int how) {
    pthread_mutex_lock(&lock);
    snprintf(watched, sizeof watched, "%s", folder);
    watched_length = strlen(watched);
    count = failures = 0;
    armed = number;
    kind = how;
    fails_next_write = 0;
    failed[0] = '\0';
    pthread_mutex_unlock(&lock);
}

void failing_writes_disarm(void) {
    pthread_mutex_lock(&lock);
    watched_length = 0;
    armed = fails_next_write = 0;
    pthread_mutex_unlock(&lock);
}

/* Calls since it was armed. */
long failing_writes_count(void) { return count; }

/* The call and the file that failed; empty where none did. */
const char *failing_writes_failed(void) { return failed; }
