package io.pageconsistency.agent.allocators.described.weaving;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;

/** Pools of the usual shapes, without checks of their own. A class is loaded only when a test uses it. */
@SuppressWarnings("unused")
final class SamplePools {
    static final int PAGE = 4096;

    private SamplePools() {
    }

    /**
     * A buffer that begins at a page of the system. Another buffer could lie across the border of two address windows, and would be
     * counted in both.
     */
    static ByteBuffer page() {
        return ByteBuffer.allocateDirect(2 * PAGE - 1).alignedSlice(PAGE);
    }

    /** A pool's interface without any implementation. */
    interface Bare {
        int PAGE = "page".length();

        Object lend();

        void back(Object page);
    }

    /** A pool of arrays that are memory themselves. */
    static class Arrays {
        final Deque<char[]> texts = new ArrayDeque<>();
        final Deque<int[]> numbers = new ArrayDeque<>();

        char[] text() {
            return texts.isEmpty() ? new char[PAGE] : texts.pop();
        }

        void give(char[] text) {
            texts.push(text);
        }

        int[] numbers() {
            return numbers.isEmpty() ? new int[PAGE] : numbers.pop();
        }

        void give(int... all) {
            numbers.push(all);
        }
    }

    /** A pool whose methods call each other. */
    static class Buffers {
        final Deque<ByteBuffer> free = new ArrayDeque<>();
        boolean broken;

        synchronized ByteBuffer acquire() {
            return free.isEmpty() ? page() : free.pop();
        }

        ByteBuffer acquire(int atLeast) {
            return atLeast > PAGE ? null : acquire();
        }

        synchronized List<ByteBuffer> acquireAll(int count) {
            List<ByteBuffer> all = new ArrayList<>();
            try {
                for (int i = 0; i < count; i++) {
                    if (broken && i == 2) {
                        throw new IllegalStateException("no more");
                    }
                    all.add(acquire(1));
                }
            } catch (IllegalStateException e) {
                all.forEach(this::release);
                throw e;
            }
            return all;
        }

        synchronized void release(ByteBuffer buffer) {
            if (broken && buffer.limit() == 0) {
                throw new IllegalStateException("not this one");
            }
            free.push(buffer);
        }

        void release(ByteBuffer buffer, int size) {
            release(buffer);
        }

        void releaseAll(Collection<ByteBuffer> buffers) {
            for (ByteBuffer buffer : buffers) {
                release(buffer, buffer.capacity());
            }
        }

        /** Returns the same memory, or replaces it by another piece. */
        synchronized ByteBuffer moved(ByteBuffer buffer, boolean elsewhere) {
            if (!elsewhere) {
                return buffer;
            }
            ByteBuffer other = free.isEmpty() ? page() : free.pop();
            free.push(buffer);
            return other;
        }

        void clear() {
            free.clear();
        }

        /** Fills the pool with the method by which users give memory back. */
        synchronized ByteBuffer acquireFilling() {
            if (free.isEmpty()) {
                for (int i = 0; i < 3; i++) {
                    release(page());
                }
            }
            return acquire();
        }

        void close() {
            new ArrayList<>(free).forEach(this::release);
        }
    }

    /** No test loads this class before the description was compared with its class file. */
    static class NotYet {
        ByteBuffer acquire() {
            return null;
        }
    }

    /** A pool that refuses memory that is not handed out. */
    static class Guarded {
        final Deque<ByteBuffer> free = new ArrayDeque<>();
        boolean asleep;

        ByteBuffer acquire() {
            return free.isEmpty() ? page() : free.pop();
        }

        void release(ByteBuffer buffer) {
            release(buffer, buffer.capacity());
        }

        void release(ByteBuffer buffer, int size) {
            if (!asleep && free.contains(buffer)) {
                throw new IllegalStateException("not out");
            }
            free.push(buffer);
        }
    }

    /** A pool with few pages. If none is free, it takes the oldest user's page. */
    static class Evicting {
        private static final int UNIT = PAGE / 2;
        final Deque<ByteBuffer> free = new ArrayDeque<>(List.of(page(), page()));
        final Deque<ByteBuffer> used = new ArrayDeque<>();

        ByteBuffer acquire() {
            if (free.isEmpty()) {
                release(used.peekFirst());
            }
            ByteBuffer got = free.pop();
            used.addLast(got);
            return got;
        }

        void release(ByteBuffer buffer) {
            used.removeIf(each -> each == buffer);
            free.push(buffer);
        }
    }

    /** Extends another pool, which is described with its subtypes. */
    static class Counting extends Base {
        int count;

        @Override
        ByteBuffer take() {
            count++;
            return super.take();
        }

        @Override
        void give(ByteBuffer buffer) {
            count--;
            super.give(buffer);
        }
    }

    /** The pool that {@link Counting} extends. */
    static class Base implements Shape<ByteBuffer> {
        final Deque<ByteBuffer> free = new ArrayDeque<>();

        ByteBuffer take() {
            return free.isEmpty() ? ByteBuffer.allocate(PAGE) : free.pop();
        }

        void give(ByteBuffer buffer) {
            free.push(buffer);
        }

        @Override
        public ByteBuffer lend() {
            return take();
        }

        @Override
        public void back(ByteBuffer value) {
            give(value);
        }
    }

    /** Accepts memory that it has never handed out. */
    static class Welcoming extends Base {
        @Override
        ByteBuffer take() {
            return super.take();
        }

        @Override
        void give(ByteBuffer buffer) {
            super.give(buffer);
        }
    }

    /** Accepts such memory, too, but its description does not allow it. */
    static class Strict extends Base {
        @Override
        ByteBuffer take() {
            return super.take();
        }

        @Override
        void give(ByteBuffer buffer) {
            super.give(buffer);
        }
    }

    /** Has a type parameter, so that its implementations have bridge methods. */
    interface Shape<T> {
        T lend();

        void back(T value);
    }

    /** A pool of addresses and page numbers. */
    static class Numbered {
        final Deque<Long> free = new ArrayDeque<>();
        private final Settings settings = new Settings();
        long next = 1 << 20;
        int nextId;

        private record Settings(int pageSize) {
            Settings() {
                this(PAGE);
            }
        }

        long address() {
            return free.isEmpty() ? next += PAGE : free.pop();
        }

        void free(long address) {
            free.push(address);
        }

        int id() {
            return nextId < 0 ? -1 : nextId++;
        }

        void freeId(int id) {
            nextId = id;
        }

        long[] addresses(int count) {
            long[] all = new long[count];
            for (int i = 0; i < count; i++) {
                all[i] = address();
            }
            return all;
        }

        void free(long... addresses) {
            for (long address : addresses) {
                free.push(address);
            }
        }
    }

    /** Hands out objects that hold the memory. Has static methods that take memory back. */
    static class Wrapping {
        static final Deque<ByteBuffer> FREE = new ArrayDeque<>();

        static final class Lease {
            private final Wrapping owner;
            private final Optional<ByteBuffer> memory;

            Lease(Wrapping owner, ByteBuffer memory) {
                this.owner = owner;
                this.memory = Optional.of(memory);
            }

            private Optional<ByteBuffer> memory() {
                return memory;
            }

            void end() {
                FREE.push(memory.orElseThrow());
            }
        }

        Lease lease() {
            return new Lease(this, FREE.isEmpty() ? page() : FREE.pop());
        }

        static void free(Lease lease) {
            FREE.push(lease.memory.orElseThrow());
        }
    }

    /** Has one piece of memory and no other state, so that no error can leave it inconsistent. */
    static class Single {
        final ByteBuffer memory = page();

        ByteBuffer take() {
            return memory;
        }

        ByteBuffer takeSoon() {
            return take();
        }

        void give(ByteBuffer buffer) {
        }

        void giveSoon(ByteBuffer buffer) {
            give(buffer);
        }
    }

    /** Hands out objects whose address sometimes cannot be read. */
    static class Moody {
        static final class Lease {
            boolean silent;
            final long address;

            Lease(long address) {
                this.address = address;
            }

            long address() {
                if (silent) {
                    throw new IllegalStateException("not now");
                }
                return address;
            }
        }

        boolean silent;
        private long next = 1L << 46;

        Lease take() {
            next += PAGE;
            return again(new Lease(next));
        }

        Lease again(Lease lease) {
            lease.silent = silent;
            return lease;
        }

        void give(Lease lease) {
            lease.silent = silent;
        }
    }

    /** Hands out futures, because its users may have to wait. */
    static class Waiting {
        final Deque<ByteBuffer> free = new ArrayDeque<>();
        final Deque<CompletableFuture<ByteBuffer>> waiting = new ArrayDeque<>();

        Waiting() {
            free.push(page());
        }

        CompletableFuture<ByteBuffer> acquire() {
            CompletableFuture<ByteBuffer> future = new CompletableFuture<>();
            if (free.isEmpty()) {
                waiting.add(future);
            } else {
                future.complete(free.pop());
            }
            return future;
        }

        void release(ByteBuffer buffer) {
            CompletableFuture<ByteBuffer> next = waiting.poll();
            if (next == null) {
                free.push(buffer);
            } else {
                next.complete(buffer);
            }
        }
    }

    /** Hands out tasks. The memory is handed out when the task is run. */
    static class Tasks {
        final Deque<ByteBuffer> free = new ArrayDeque<>(List.of(page(), page()));

        FutureTask<ByteBuffer> acquire() {
            return new FutureTask<>(free::remove);
        }

        void release(ByteBuffer buffer) {
            free.push(buffer);
        }
    }

    /** Memory that exists as long as its object. */
    static final class Block {
        final ByteBuffer memory = page();

        Block(int unused) {
        }

        void end() {
        }
    }
}
