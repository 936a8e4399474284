package io.pageconsistency.agent.fence;

import java.lang.instrument.Instrumentation;
import java.lang.invoke.MethodHandle;
import java.util.Map;

import io.pageconsistency.fence.SystemPages;

/**
 * Takes pages away by mapping a file over them that is empty, and gives them back by mapping fresh memory there.
 *
 * <p>An access beyond the end of a mapped file raises SIGBUS, which the virtual machine makes an {@link InternalError} of at the line
 * that did it, because it has to expect that of files that others shorten. To protect the pages instead would raise SIGSEGV, with which it
 * ends.
 *
 * <p>Each page has its own place in the file, which is its address. So neighbours that are fenced are one mapping again, and to make the
 * file longer opens all at once: that needs no memory and no mapping, so nothing can be in its way.
 */
final class LinuxPages implements SystemPages {
    private static final int READ_AND_WRITE = 1 | 2;
    private static final int SHARED = 1;
    private static final int PRIVATE = 2;
    private static final int FIXED = 0x10;
    private static final int ANONYMOUS = 0x20;
    private static final int CLOSE_ON_EXEC = 1;
    private static final long FAILED = -1;
    /** Longer than any address is high. */
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
     * @param pageSize the system's
     * @throws IllegalStateException when this system or virtual machine does not let us, which its message says
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

    /** Lets go of the file. What is mapped stays. */
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
        // Old kernels may have taken away what was there before they found out that they cannot put anything in its place.
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
