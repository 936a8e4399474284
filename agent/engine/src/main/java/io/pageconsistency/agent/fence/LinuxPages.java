package io.pageconsistency.agent.fence;

import java.lang.instrument.Instrumentation;
import java.lang.invoke.MethodHandle;
import java.util.Map;

import io.pageconsistency.fence.SystemPages;

/**
 * Fences pages by mapping an empty file over them, and opens them by mapping fresh memory there.
 *
 * <p>An access beyond the end of a mapped file raises SIGBUS. The JVM turns that into an {@link InternalError} at the line of the
 * access, because another process may shorten a file at any time. Protected pages would raise SIGSEGV, which ends the JVM.
 *
 * <p>The offset of a page in the file is its address. So fenced neighbours merge into one mapping. To open everything, the file is
 * made longer. That needs no memory and no mapping, so it cannot fail for lack of them.
 */
final class LinuxPages implements SystemPages {
    private static final int READ_AND_WRITE = 1 | 2;
    private static final int SHARED = 1;
    private static final int PRIVATE = 2;
    private static final int FIXED = 0x10;
    private static final int ANONYMOUS = 0x20;
    private static final int CLOSE_ON_EXEC = 1;
    private static final long FAILED = -1;
    /** Larger than any address. */
    private static final long LONGEST = 1L << 57;
    private static final Map<Integer, String> ERRORS = Map.of(1, "EPERM", 9, "EBADF", 11, "EAGAIN", 12, "ENOMEM", 13, "EACCES", 22,
            "EINVAL", 24, "EMFILE", 27, "EFBIG", 38, "ENOSYS");

    private final NativeCalls calls;
    private final MethodHandle mmap;
    private final MethodHandle ftruncate;
    private final MethodHandle close;
    private final int size;
    private final int file;
    private String refusal;

    private LinuxPages(NativeCalls calls, int size) throws Throwable {
        this.calls = calls;
        this.size = size;
        mmap = calls.function("mmap", long.class, long.class, long.class, int.class, int.class, int.class, long.class);
        ftruncate = calls.function("ftruncate", int.class, int.class, long.class);
        close = calls.function("close", int.class, int.class);
        file = (int) calls.function("memfd_create", int.class, long.class, int.class)
                .invokeExact(calls.text("page-consistency"), CLOSE_ON_EXEC);
        if (file < 0) {
            throw new IllegalStateException("memfd_create is refused: " + refusal());
        }
    }

    /**
     * Creates the file.
     *
     * @param pageSize the system's page size in bytes
     * @throws IllegalStateException if this system or JVM does not support fences; the message says why
     */
    static LinuxPages open(Instrumentation instrumentation, int pageSize) {
        try {
            return new LinuxPages(new NativeCalls(instrumentation), pageSize);
        } catch (IllegalStateException e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("native functions cannot be called: " + e, e);
        }
    }

    /** Closes the file. Mappings of it stay. */
    void close() {
        try {
            int closed = (int) close.invokeExact(file);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public boolean fence(long address, long length) {
        if (map(address, length, SHARED | FIXED, file, address)) {
            return true;
        }
        String why = refusal();
        // An old kernel may remove the old mapping before it finds that it cannot create the new one.
        open(address, length);
        refusal = why;
        return false;
    }

    @Override
    public boolean open(long address, long length) {
        return map(address, length, PRIVATE | FIXED | ANONYMOUS, -1, 0);
    }

    private boolean map(long address, long length, int flags, int of, long offset) {
        try {
            return (long) mmap.invokeExact(address, length, READ_AND_WRITE, flags, of, offset) != FAILED;
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public boolean openAll() {
        try {
            return (int) ftruncate.invokeExact(file, LONGEST) == 0;
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String refusal() {
        String own = refusal;
        int error = calls.error();
        refusal = null;
        return own != null ? own : ERRORS.getOrDefault(error, "error " + error);
    }
}
