package io.pageconsistency.agent.allocators.described.weaving;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/** Pools whose descriptions need the less common keys. A class is loaded only when a test uses it. */
@SuppressWarnings("unused")
final class SpecialPools {
    private SpecialPools() {
    }

    /** Its page numbers are boxed, and their declared types are more general. */
    static class Boxed {
        static class Lease {
            Integer number = 7;
            Long size = null;
        }

        Object take() {
            return 5;
        }

        void give(Object number) {
        }

        Lease lease() {
            return new Lease();
        }

        void end(Lease lease) {
        }
    }

    /** Examines memory that is given back before accepting it. */
    static class Choosy {
        enum State {
            USED, RETAINED
        }

        static class Page {
            State state = State.USED;
            int length = 10;
        }

        final int wanted = 10;
        final Page page = new Page();

        boolean tryTake(Page into, boolean really) {
            return really;
        }

        Page take() {
            return page;
        }

        void give(Page back) {
        }

        void giveSized(Page back) {
        }

        void giveIf(Page back, boolean really) {
        }
    }

    /** Takes a part of an array back. */
    static class Ranged {
        final List<ByteBuffer> made = new ArrayList<>();

        ByteBuffer[] take(int count) {
            ByteBuffer[] all = new ByteBuffer[count];
            for (int i = 0; i < count; i++) {
                all[i] = SamplePools.page();
            }
            return all;
        }

        void giveTo(ByteBuffer[] all, int first, int last) {
        }

        void giveUntil(ByteBuffer[] all, int first, int end) {
        }

        void giveCount(ByteBuffer[] all, int first, long count) {
        }
    }

    /** Returns {@code false} for memory that is not handed out. */
    static class Answering {
        final ByteBuffer page = SamplePools.page();
        boolean out;
        boolean trusting;

        ByteBuffer take() {
            out = true;
            return page;
        }

        boolean give(ByteBuffer back) {
            return giveNow(back);
        }

        private boolean giveNow(ByteBuffer back) {
            boolean accepted = out || trusting;
            out = false;
            return accepted;
        }
    }

    /** Hands out the same objects repeatedly. */
    static class Streams {
        final byte[] heap = new byte[10];
        final ByteBuffer direct = SamplePools.page();

        byte[] heap(Object stream) {
            return heap;
        }

        void heapBack(byte[] back, Object stream) {
        }

        ByteBuffer direct(Object stream) {
            return direct;
        }

        void directBack(ByteBuffer back, Object stream) {
        }
    }

    /** Reuses its handles. */
    static class Recycling {
        static class Handle {
            final ByteBuffer page;

            Handle(ByteBuffer page) {
                this.page = page;
            }
        }

        final ByteBuffer page = SamplePools.page();
        final Deque<Handle> handles = new ArrayDeque<>();

        Handle take() {
            Handle handle = handles.poll();
            return handle == null ? new Handle(page) : handle;
        }

        void give(Handle back) {
            recycle(back);
        }

        private void recycle(Handle back) {
            handles.push(back);
        }
    }

    /** An ordinary class that keeps a list of free memory. */
    static class Worker {
        static final Queue<ByteBuffer> SHARED = new ArrayDeque<>();
        final ArrayDeque<ByteBuffer> free = new ArrayDeque<>();
        final BlockingQueue<ByteBuffer> few = new ArrayBlockingQueue<>(1);
        final Deque<ByteBuffer> used = new ArrayDeque<>();

        Worker() {
            free.push(SamplePools.page());
            free.push(SamplePools.page());
        }

        ByteBuffer begin() {
            ByteBuffer page = free.isEmpty() ? SamplePools.page() : free.pop();
            used.add(page);
            return page;
        }

        void end(ByteBuffer page) {
            used.remove(page);
            free.addLast(page);
        }

        ByteBuffer await(long millis) throws InterruptedException {
            return few.poll(millis, TimeUnit.MILLISECONDS);
        }

        boolean offer(ByteBuffer page) {
            return few.offer(page);
        }

        static ByteBuffer shared() {
            return SHARED.poll();
        }

        void share(ByteBuffer page) {
            SHARED.add(page);
        }
    }

    /** Its memory can never be read, because a getter on the path always throws. */
    static class Failing {
        static class Page {
            long address() {
                throw new IllegalStateException("not now");
            }
        }

        Page take() {
            return new Page();
        }

        void give(Page page) {
        }
    }

    /** Its description is incomplete, so that it looks broken at once. */
    static class Storm {
        final ByteBuffer page = SamplePools.page();

        ByteBuffer take() {
            return page;
        }

        void give(ByteBuffer back) {
        }

        void giveOtherwise(ByteBuffer back) {
        }
    }
}
