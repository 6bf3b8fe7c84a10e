/* SPDX-License-Identifier: MIT
 * Stands in the decoder's place, by LD_PRELOAD: the checksum of the first chunk of a PNG. Tries all
 * that somebody would who had taken the decoder over, says on standard error what came of it, and
 * lets the picture be decoded. What is sought are ways out, so each line is "NAME: in" where one
 * was barred, "NAME: OUT" where it was not. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

static void say(const char *name, int is_out)
{
    char line[80];
    int length = snprintf(line, sizeof line, "%s: %s\n", name, is_out ? "OUT" : "in");
    (void)!write(STDERR_FILENO, line, (size_t)length);
}

static int opens(const char *name, int flags)
{
    int descriptor = open(name, flags, 0600);
    if (descriptor >= 0)
        close(descriptor);
    return descriptor >= 0;
}

static int starts_process(void)
{
    pid_t process = fork();
    if (process == 0)
        _exit(0);
    if (process > 0)
        waitpid(process, NULL, 0);
    return process > 0;
}

static int runs_program(void)
{
    char *const arguments[] = {"true", NULL};
    int end[2];
    char byte;
    pid_t process = pipe(end) == 0 ? vfork() : -1;
    if (process == 0) {
        fcntl(end[1], F_SETFD, FD_CLOEXEC);
        execv("/bin/true", arguments);
        (void)!write(end[1], "x", 1);
        _exit(1);
    }
    if (process < 0) {
        execv("/bin/false", arguments); /* where it is let, this is the end of the program */
        return 0;
    }
    close(end[1]);
    waitpid(process, NULL, 0);
    return read(end[0], &byte, 1) == 0;
}

static int has_executable_memory(int later)
{
    int access = PROT_READ | PROT_WRITE;
    void *memory =
        mmap(NULL, 4096, later ? access : access | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return memory != MAP_FAILED && (!later || mprotect(memory, 4096, PROT_READ | PROT_EXEC) == 0);
}

/* Nobody has that number; whether the call itself is there is what counts. */
static int may_trace(void)
{
    return ptrace(PTRACE_ATTACH, 0x7ffffff0, NULL, NULL) == 0 || errno == ESRCH;
}

/* By whatever socket there is, to who started it. */
static void forge_line(void)
{
    static const char text[] = "forged \033[2J\nblur: and more\n";
    const uint32_t head[] = {5 /* LINK_LINE */, sizeof text};
    struct stat info;
    char frame[sizeof head + sizeof text];
    memcpy(frame, head, sizeof head);
    memcpy(frame + sizeof head, text, sizeof text);
    for (int link = 3; link < 64; link++)
        if (fstat(link, &info) == 0 && S_ISSOCK(info.st_mode))
            (void)!write(link, frame, sizeof frame);
}

static void break_out(void)
{
    static const char key = '\n';
    say("read /etc/passwd", opens("/etc/passwd", O_RDONLY));
    say("read a file beside the input", opens("secret", O_RDONLY));
    say("read the input again", opens("a.png", O_RDONLY));
    say("read /proc/self/maps", opens("/proc/self/maps", O_RDONLY));
    say("write beside the input", opens("evil", O_WRONLY | O_CREAT));
    say("write to a file beside the input", opens("secret", O_WRONLY));
    say("write to /tmp", opens("/tmp/.blur-evil", O_WRONLY | O_CREAT));
    say("remove a file", unlink("victim") == 0);
    say("move a file into the output folder", rename("moved", "out/moved") == 0);
    say("link a file into the output folder", link("secret", "out/secret") == 0);
    say("make a symbolic link", symlink("/etc/passwd", "out/link") == 0);
    say("make a device", mknod("out/device", S_IFIFO | 0600, 0) == 0);
    say("change a mode", chmod("secret", 0777) == 0);
    say("cut a file off", truncate("secret", 0) == 0);
    say("internet socket", socket(AF_INET, SOCK_STREAM, 0) >= 0);
    say("datagram socket", socket(AF_INET6, SOCK_DGRAM, 0) >= 0);
    say("local socket", socket(AF_UNIX, SOCK_STREAM, 0) >= 0);
    say("process", starts_process());
    say("program", runs_program());
    say("signal to the parent", kill(getppid(), 0) == 0);
    say("trace", may_trace());
    say("executable memory", has_executable_memory(0));
    say("memory made executable", has_executable_memory(1));
    say("memory without a file system", syscall(SYS_memfd_create, "x", 0) >= 0);
    say("type into the terminal", ioctl(STDERR_FILENO, TIOCSTI, &key) == 0);
    forge_line();
}

uint32_t libdeflate_crc32(uint32_t crc, const void *buffer, size_t length);

uint32_t libdeflate_crc32(uint32_t crc, const void *buffer, size_t length)
{
    static int done;
    uint32_t (*real)(uint32_t, const void *, size_t);
    *(void **)&real = dlsym(RTLD_NEXT, "libdeflate_crc32");
    if (!done++)
        break_out();
    return real(crc, buffer, length);
}
