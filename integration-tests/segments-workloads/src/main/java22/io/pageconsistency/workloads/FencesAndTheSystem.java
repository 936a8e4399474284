package io.pageconsistency.workloads;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

import io.pageconsistency.fence.FenceFigures;
import io.pageconsistency.workloads.pools.BitmapPool;

/**
 * What the operating system and the program do to memory while some of it is fenced. Needs a description of {@link BitmapPool} as a
 * pool that leaves free memory alone.
 *
 * <p>Prints {@code FENCED what count} with the number of pieces that are fenced at that moment.
 */
public final class FencesAndTheSystem {
    private static final int PAGE = 4_096;
    private static final int PAGES = 64;
    private static final int ADVICE_DONT_FORK = 10;
    private static final int ADVICE_HUGE_PAGES = 14;

    private final MethodHandle madvise = function("madvise", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT));
    private final MethodHandle mlock = function("mlock", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_LONG));
    private int special;

    private FencesAndTheSystem() {
    }

    @SuppressWarnings("restricted")
    private static MethodHandle function(String name, FunctionDescriptor type) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().find(name).orElseThrow(), type);
    }

    public static void main(String[] args) throws Throwable {
        new FencesAndTheSystem().run();
    }

    private void run() throws Throwable {
        arenaClosed();
        special("of-huge-pages", memory -> (int) madvise.invokeExact(memory.address(), memory.byteSize(), ADVICE_HUGE_PAGES));
        special("not-inherited", memory -> (int) madvise.invokeExact(memory.address(), memory.byteSize(), ADVICE_DONT_FORK));
        special("locked", memory -> (int) mlock.invokeExact(memory.address(), memory.byteSize()));
        new Outcome().with("special", special).print();
    }

    private static void say(String what) {
        System.out.println("FENCED " + what + ' ' + figures().extents());
    }

    private static FenceFigures figures() {
        return Insides.checker().fences().figures();
    }

    /** Waits until memory is fenced. It may take a while until the agent knows that a new block is ordinary memory. */
    private static void awaitFence(BitmapPool pool) {
        do {
            pool.release(pool.acquire());
        } while (figures().extents() == 0);
    }

    /** Closes arenas with fenced memory. New memory at the same addresses must be accessible. */
    private void arenaClosed() {
        for (int i = 0; i < PAGES; i++) {
            BitmapPool pool = new BitmapPool(PAGES, PAGE);
            awaitFence(pool);
            pool.close();
            if (i == 0) {
                say("after-the-arena");
            }
            try (Arena arena = Arena.ofConfined()) {
                arena.allocate(PAGES * PAGE, PAGE).fill((byte) 1);
            }
        }
    }

    private interface Request {
        int of(MemorySegment memory) throws Throwable;
    }

    /**
     * Makes a special request for the memory of a pool, which must then be left alone. Another pool shows that the agent has
     * finished its check.
     */
    private void special(String what, Request request) throws Throwable {
        BitmapPool pool = new BitmapPool(PAGES, PAGE);
        MemorySegment page = pool.acquire();
        if (request.of(page) == 0) {
            special++;
            pool.release(page);
            BitmapPool ordinary = new BitmapPool(PAGES, PAGE);
            awaitFence(ordinary);
            ordinary.close();
            pool.release(pool.acquire());
            say(what);
        }
        // Not closed: the pages keep the effect of the request, even for their next owner.
    }
}
