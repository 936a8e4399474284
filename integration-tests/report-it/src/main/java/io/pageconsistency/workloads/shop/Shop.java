package io.pageconsistency.workloads.shop;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.netty.buffer.PooledByteBufAllocator;
import jdk.jfr.Recording;

/**
 * A service that takes orders and keeps receipts. On request it makes faults that real programs made: it gives the memory of an
 * order back on completion, and again when the order's timeout fires; and it frees memory past the reference count.
 *
 * <p>Arguments: the number of orders, and the names of faults.
 */
public final class Shop {
    private static final int WORKERS = 2;

    private final PooledByteBufAllocator pool = new PooledByteBufAllocator(true, 0, WORKERS, 8192, 9, 64, 16, true);
    private final Receipts receipts = new Receipts(pool);
    private final Sessions sessions = new Sessions(pool);
    private final Uploads uploads = new Uploads(pool);

    private Shop() {
    }

    public static void main(String[] args) throws Exception {
        Shop shop = new Shop();
        int orders = Integer.parseInt(args[0]);
        List<String> faults = List.of(args).subList(1, args.length);
        shop.serve(orders / 2);
        rotate();
        if (faults.contains("timeout-after-completion")) {
            shop.timeoutAfterCompletion();
        }
        if (faults.contains("scratch-freed-twice")) {
            shop.scratchFreedTwice();
        }
        shop.serve(orders - orders / 2);
        System.out.println("OUTCOME receipts=" + shop.receipts.count() + " sessions=" + shop.sessions.count());
        Runtime.getRuntime().exit(0);
    }

    private void serve(int orders) throws Exception {
        ExecutorService workers = Executors.newFixedThreadPool(WORKERS, task -> new Thread(task, "order-worker"));
        List<Future<?>> done = new ArrayList<>();
        for (int i = 0; i < WORKERS; i++) {
            done.add(workers.submit(() -> {
                for (int j = 0; j < orders / WORKERS; j++) {
                    Order order = new Order(pool, j);
                    sessions.touch(j);
                    uploads.accept(j);
                    order.complete();
                    receipts.keep(j);
                }
            }));
        }
        for (Future<?> each : done) {
            each.get();
        }
        workers.shutdown();
    }

    private void timeoutAfterCompletion() throws InterruptedException {
        Order order = new Order(pool, 5);
        OrderTimeout timeout = new OrderTimeout(order);
        Thread worker = new Thread(order::complete, "order-worker");
        worker.start();
        worker.join();
        Thread timer = new Thread(timeout::expire, "timer");
        timer.start();
        timer.join();
    }

    private void scratchFreedTwice() throws InterruptedException {
        Scratch scratch = new Scratch(pool);
        for (Runnable end : new Runnable[] {scratch::close, scratch::abandon}) {
            Thread thread = new Thread(end, "scratch");
            thread.start();
            thread.join();
        }
    }

    /** Begins another recording, which makes the running one end a chunk. Snapshots are written at the end of a chunk. */
    private static void rotate() {
        try (Recording other = new Recording()) {
            other.start();
        }
    }
}
