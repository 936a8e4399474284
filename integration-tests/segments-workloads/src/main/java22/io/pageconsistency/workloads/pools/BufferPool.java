package io.pageconsistency.workloads.pools;

import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;

/** A pool of pages of a shared arena, handed out as buffers. The methods of such buffers do not tell their address. */
public final class BufferPool {
    private final Deque<ByteBuffer> free = new ArrayDeque<>();

    public BufferPool(int pages, int pageSize) {
        ByteBuffer memory = Arena.ofShared().allocate(pages * (long) pageSize, pageSize).asByteBuffer();
        for (int i = 0; i < pages; i++) {
            free.push(memory.slice(i * pageSize, pageSize));
        }
    }

    public synchronized ByteBuffer borrow() {
        return free.poll();
    }

    /** Gives a page back, whatever its position is by now. */
    public synchronized void giveBack(ByteBuffer page) {
        free.push(page.clear());
    }
}
