package io.pageconsistency.dist;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A pool that knows nothing of the agent, to be described to it: pages of one direct buffer, each time in a new object, and each
 * page only when all others had their turn.
 */
final class Buffers {
    private final int pageSize;
    private final ByteBuffer memory;
    private final Deque<Integer> free = new ArrayDeque<>();

    Buffers(int pages, int pageSize) {
        this.pageSize = pageSize;
        memory = ByteBuffer.allocateDirect(pages * pageSize);
        for (int page = 0; page < pages; page++) {
            free.add(page);
        }
    }

    ByteBuffer acquire() {
        int page = free.remove();
        return memory.slice(page * pageSize, pageSize);
    }

    /** The number of the page that is handed out next. */
    int next() {
        return free.element();
    }

    /** Believes whatever it is given. */
    void release(ByteBuffer page, int number) {
        free.addLast(number);
    }

    /** Undoes what a second release has done. */
    void repair() {
        free.removeLast();
    }

    /** What describes it to the agent. */
    static String description() {
        return """
                pools:
                - name: buffers
                  class: %s
                  page-size: this.pageSize
                  handle: identity
                  hand-out: acquire()
                  take-back: release(ByteBuffer, int)
                """.formatted(Buffers.class.getName());
    }
}
