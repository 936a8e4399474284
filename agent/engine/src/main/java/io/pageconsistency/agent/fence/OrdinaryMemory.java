package io.pageconsistency.agent.fence;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import io.pageconsistency.background.Time;
import io.pageconsistency.fence.FenceableMemory;
import io.pageconsistency.nativememory.NativeBlock;
import io.pageconsistency.nativememory.NativeMemory;

/**
 * Decides whether memory may be fenced: it must be in a known block of the system's allocator, and nothing may have changed the
 * properties of its mapping.
 *
 * <p>To ask the system takes milliseconds, and in a process with much memory some hundred: the system looks at each page. Callers
 * wait for the answer only for a small part of the time, or never. All other answers are found in the background, at most once a
 * second; until then they are unknown.
 */
final class OrdinaryMemory implements FenceableMemory {
    /** A process may have a limited number of mappings. This part (one half) of them is left to the program. */
    private static final int SHARE = 2;
    /** Callers wait for the system at most for this part (one twentieth) of the time, plus an allowance at the beginning. */
    private static final int SHARE_OF_TIME = 20;
    private static final long BEGINNING_NANOS = 2_000_000_000L;
    /** Where callers never wait, the system is asked for at most this part (one thousandth) of the time. */
    private static final int SHARE_IN_BACKGROUND = 1_000;

    private final NativeMemory nativeMemory;
    private final Supplier<String> system;
    private final boolean atOnce;
    private final int most;
    /** The answers. An empty one is not known yet. */
    private final Map<NativeBlock, Optional<Boolean>> asked = new ConcurrentHashMap<>();
    private final Time time;
    private final long start;
    /** The total time that callers have waited, in nanoseconds. */
    private volatile long waited;
    /** When the system may be asked again in the background. Only {@link #everySecond} uses this field. */
    private long nextInBackground;

    /**
     * @param system supplies the current mappings with their flags, as {@link Proc#isOrdinary} takes them
     * @param atOnce whether callers may wait for an answer
     * @param most the maximum number of mappings of this process: the system's limit, or less
     */
    OrdinaryMemory(NativeMemory nativeMemory, Supplier<String> system, boolean atOnce, int most, Time time) {
        this.nativeMemory = nativeMemory;
        this.system = system;
        this.atOnce = atOnce;
        this.most = most;
        this.time = time;
        start = time.nanos();
        nextInBackground = start;
    }

    @Override
    public Object blockOf(long start, long end) {
        NativeBlock block = nativeMemory.at(start);
        if (block == null || !block.contains(end - 1)) {
            return NONE;
        }
        Optional<Boolean> answer = asked.get(block);
        if (answer == null) {
            answer = mayWait() ? Optional.of(ask(block)) : Optional.empty();
            asked.put(block, answer);
        }
        return answer.isEmpty() ? null : answer.get() ? block : NONE;
    }

    private boolean mayWait() {
        return atOnce && waited * SHARE_OF_TIME < time.nanos() - start + BEGINNING_NANOS;
    }

    private boolean ask(NativeBlock block) {
        long before = time.nanos();
        boolean ordinary = isOrdinary(system.get(), block);
        waited += time.nanos() - before;
        return ordinary;
    }

    private static boolean isOrdinary(String pieces, NativeBlock block) {
        return Proc.isOrdinary(pieces, block.base(), block.base() + block.size());
    }

    @Override
    public boolean stillExists(Object block) {
        return block instanceof NativeBlock known && known.stillExists();
    }

    /** Finds the pending answers, and forgets blocks that have been freed. To be called by one thread. */
    void everySecond() {
        asked.keySet().removeIf(block -> !block.isLive());
        long before = time.nanos();
        if (asked.containsValue(Optional.<Boolean>empty()) && (atOnce || before - nextInBackground >= 0)) {
            String pieces = system.get();
            asked.replaceAll((block, answer) -> answer.isPresent() ? answer : Optional.of(isOrdinary(pieces, block)));
            nextInBackground = before + (time.nanos() - before) * SHARE_IN_BACKGROUND;
        }
    }

    @Override
    public int room() {
        return most / SHARE - Proc.count();
    }
}
