package io.pageconsistency.workloads;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;

/**
 * A program that runs before the agent is attached: its pools are in use, its thread caches are full, and a load runs all the time.
 *
 * <p>Prints {@code READY command} and obeys one line of input: {@code ask} prints an {@link Outcome}; {@code fault} gives back
 * memory twice that was just handed out, with {@link Found}'s output; {@code release} gives back what has been held from the
 * beginning; {@code rest} ends the load; {@code end} ends the program.
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

    /** Uses pools from before the agent, once with a slot through the thread's cache, and once with a run. */
    private void fault() {
        // Otherwise the first free would close the chunk, and the second one would be about memory that no longer exists.
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
