package io.pageconsistency.workloads;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;

/**
 * A program that was there before the agent: pools in use, thread caches that are full, and a load that goes on.
 *
 * <p>Prints {@code READY command} and does what it is told in a line: {@code ask} prints an {@link Outcome}; {@code fault}
 * gives memory that was handed out just now back twice, as {@link Found} prints; {@code release} gives back what was held
 * since before; {@code rest} ends the load; {@code end}.
 */
public final class LateLoad {
    private static final int[] SIZES = {100, 1_000, 20_000, 5 * Pools.PAGE, Pools.CHUNK + 1};
    private static final int STEPS = 2_000;

    private final PooledByteBufAllocator cached = Pools.cached(2, 0);
    private final PooledByteBufAllocator uncached = Pools.uncached(1, 0);
    private final List<ByteBuf> held = new ArrayList<>();
    private volatile boolean resting;
    private Throwable failure;

    private LateLoad() {
    }

    public static void main(String[] args) throws Exception {
        new LateLoad().run();
    }

    private void run() throws Exception {
        for (PooledByteBufAllocator pool : List.of(cached, uncached)) {
            hold(pool).forEach(ByteBuf::release);
            held.addAll(hold(pool));
        }
        Thread load = new Thread(this::load, "load");
        load.setUncaughtExceptionHandler((thread, error) -> failure = error);
        load.start();
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        String command;
        do {
            System.out.println("READY command");
            command = in.readLine();
            switch (command) {
                case "ask" -> new Outcome().print();
                case "fault" -> Found.during(this::fault);
                case "release" -> {
                    held.forEach(ByteBuf::release);
                    held.clear();
                }
                case "rest" -> {
                    resting = true;
                    load.join();
                }
                default -> resting = true;
            }
        } while (!command.equals("end"));
        load.join();
        if (failure != null) {
            throw new IllegalStateException(failure);
        }
    }

    private static List<ByteBuf> hold(PooledByteBufAllocator pool) {
        List<ByteBuf> buffers = new ArrayList<>();
        for (int size : SIZES) {
            for (int i = 0; i < 7; i++) {
                buffers.add(pool.directBuffer(size));
                buffers.add(pool.heapBuffer(size));
            }
        }
        return buffers;
    }

    private void load() {
        while (!resting) {
            new Churn(cached, STEPS).run(2);
            new Churn(uncached, STEPS).run(2);
        }
    }

    /** A slot through the thread's cache, and a run, of pools that were there before. */
    private void fault() {
        // Or a chunk would go with the first free, and the second be of memory that is not there.
        held.addAll(hold(cached));
        held.addAll(hold(uncached));
        freeTwice(cached.directBuffer(100));
        freeTwice(uncached.directBuffer(5 * Pools.PAGE));
    }

    private static void freeTwice(ByteBuf buffer) {
        Internals internals = Internals.of(buffer);
        buffer.release();
        internals.free();
    }
}
