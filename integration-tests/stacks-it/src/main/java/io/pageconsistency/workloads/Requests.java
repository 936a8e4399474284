package io.pageconsistency.workloads;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.LogManager;

import io.pageconsistency.PageConsistency;

/**
 * A number of requests, several at a time, and how they ended.
 *
 * <p>Arguments: {@code requests} of a round; {@code rounds}, each with a new server and new clients.
 *
 * <p>Each request has an expected ending. A request that ends otherwise fails the program.
 */
final class Requests {
    private static final int AT_A_TIME = 16;
    private static final int LARGEST_BODY = 70_001;

    private final int requests;
    private final int rounds;
    private final Map<Ending, Integer> endings = new EnumMap<>(Ending.class);
    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    Requests(String[] args) {
        Arguments arguments = new Arguments(args);
        requests = arguments.number("requests", 307);
        rounds = arguments.number("rounds", 1);
        // The stacks log much about requests that were given up.
        LogManager.getLogManager().reset();
    }

    /** A server and its clients, from their start until they are closed. */
    interface Round {
        void run(Requests requests) throws Exception;
    }

    /** Sends one request, by its number. Returns how it must end. */
    interface Sender {
        Sent send(int number);
    }

    /** @param ended completes normally if the request ended as expected, otherwise exceptionally */
    record Sent(Ending ending, CompletableFuture<?> ended) {
    }

    /** A body whose size and bytes depend on the number. */
    static byte[] body(int number) {
        byte[] body = new byte[1 + number * 7_919 % LARGEST_BODY];
        Arrays.fill(body, (byte) number);
        return body;
    }

    /** Checks that the answer equals the request. */
    static void checkEcho(int number, byte[] answer) {
        if (!Arrays.equals(answer, body(number))) {
            throw new IllegalStateException("request " + number + " was answered with other " + answer.length + " bytes");
        }
    }

    /** Whether a failure has a cause of this type, because the stack and other code wrap exceptions. */
    static boolean isCausedBy(Throwable failure, Class<? extends Throwable> type) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }

    void rounds(Round round) throws Exception {
        for (int i = 0; i < rounds; i++) {
            round.run(this);
        }
        awaitNothingHeld();
        print();
    }

    /** A stack may report that it is closed while its threads still give memory back. */
    private static void awaitNothingHeld() {
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
        while (PageConsistency.pagesHeld() > 0 && System.nanoTime() - end < 0) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }

    void run(Sender sender) throws InterruptedException {
        Semaphore room = new Semaphore(AT_A_TIME);
        for (int i = 0; i < requests && failure.get() == null; i++) {
            int number = i;
            room.acquire();
            Sent sent = sender.send(number);
            sent.ended().whenComplete((value, wrong) -> {
                ended(sent.ending(), number, wrong);
                room.release();
            });
        }
        room.acquire(AT_A_TIME);
        if (failure.get() != null) {
            throw new IllegalStateException(failure.get());
        }
    }

    private void ended(Ending ending, int number, Throwable wrong) {
        if (wrong != null) {
            failure.compareAndSet(null, new IllegalStateException("request " + number + " was not " + ending, wrong));
            return;
        }
        synchronized (endings) {
            endings.merge(ending, 1, Integer::sum);
        }
    }

    private void print() {
        Outcome outcome = new Outcome();
        synchronized (endings) {
            for (Ending ending : Ending.values()) {
                outcome.with(ending.name().toLowerCase(Locale.ROOT), endings.getOrDefault(ending, 0));
            }
        }
        outcome.with("handOuts", PageConsistency.allocations()).print();
    }
}
