package io.pageconsistency.workloads;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;

import io.pageconsistency.PageConsistency;

/**
 * Pages of described pools are written after they were released. One pool is described as leaving free memory alone. The other
 * keeps links in free memory and clears it, which is allowed. Needs a description of both.
 */
public final class DescribedWrites {
    private static final int PAGE = 4_096;
    private static final int PAGES = 16;

    private DescribedWrites() {
    }

    /** A pool of pages of one direct buffer. The numbers of the free pages are stored elsewhere. */
    static final class Untouched {
        private final ByteBuffer memory = ByteBuffer.allocateDirect(PAGES * PAGE);
        private final ArrayDeque<Integer> free = new ArrayDeque<>();

        Untouched() {
            for (int page = 0; page < PAGES; page++) {
                free.add(page);
            }
        }

        ByteBuffer acquire() {
            return memory.slice(free.removeFirst() * PAGE, PAGE);
        }

        void release(ByteBuffer page, int index) {
            free.addLast(index);
        }
    }

    /** A pool whose free pages begin with the number of the next free page. */
    static final class Linked {
        private final ByteBuffer memory = ByteBuffer.allocateDirect(PAGES * PAGE);
        private int first = -1;

        Linked() {
            for (int page = 0; page < PAGES; page++) {
                release(null, page);
            }
        }

        ByteBuffer acquire() {
            int page = first;
            first = memory.getInt(page * PAGE);
            return memory.slice(page * PAGE, PAGE).put(0, new byte[PAGE]);
        }

        void release(ByteBuffer page, int index) {
            memory.putInt(index * PAGE, first);
            first = index;
        }
    }

    public static void main(String[] args) {
        linked();
        Found.during(() -> {
            Untouched pool = new Untouched();
            for (int page = 0; page < 3; page++) {
                ByteBuffer stale = pool.acquire();
                pool.release(stale, page);
                stale.putInt(100, 7);
                if (page == 0) {
                    PageConsistency.validate();
                }
            }
            for (int page = 0; page < PAGES; page++) {
                pool.acquire();
            }
        });
        new Outcome().print();
    }

    private static void linked() {
        Linked pool = new Linked();
        for (int i = 0; i < 10 * PAGES; i++) {
            ByteBuffer one = pool.acquire();
            one.putInt(8, i);
            pool.release(one, PAGES - 1);
        }
    }
}
