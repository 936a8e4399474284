package io.pageconsistency.agent.allocators.netty.adaptive;

import java.lang.invoke.MethodHandle;
import java.util.BitSet;

import io.pageconsistency.agent.allocators.netty.Peek;
import io.pageconsistency.agent.audit.Comparison;

/** The tree of a buddy chunk. It changes only when the chunk is carved, so the caller holds the magazine's lock. Immutable. */
final class BuddyTree {
    private static final int CLAIMED = 1 << 7;

    private final MethodHandle tree;

    BuddyTree(Class<?> chunk, Peek peek) throws ReflectiveOperationException {
        tree = peek.get(chunk, "buddies", Object.class);
    }

    /** @param allocated how many bytes are in use, as counted by the chunk */
    void compare(Object chunk, int allocated, Comparison with) throws Throwable {
        byte[] buddies = (byte[]) (Object) tree.invokeExact(chunk);
        int leaves = buddies.length / 2;
        BitSet free = new BitSet();
        free.set(0, leaves);
        claim(buddies, 1, 0, leaves, free);
        with.freePages("the buddies", free);
        long claimed = (long) (leaves - free.cardinality()) * NettyAdaptive.BUDDY_SIZE;
        if (claimed != allocated) {
            with.figure("allocatedBytes", 0, with.region().pageCount(), allocated, claimed, claimed);
        }
    }

    private static void claim(byte[] buddies, int at, int page, int pages, BitSet free) {
        if ((buddies[at] & CLAIMED) != 0) {
            free.clear(page, page + pages);
        } else if (pages > 1) {
            claim(buddies, 2 * at, page, pages / 2, free);
            claim(buddies, 2 * at + 1, page + pages / 2, pages / 2, free);
        }
    }
}
