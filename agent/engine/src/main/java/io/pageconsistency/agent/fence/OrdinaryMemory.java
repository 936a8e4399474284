package io.pageconsistency.agent.fence;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import io.pageconsistency.background.Time;
import io.pageconsistency.fence.FenceableMemory;
import io.pageconsistency.nativememory.NativeBlock;
import io.pageconsistency.nativememory.NativeMemory;

/**
 * Memory of the ordinary kind: in a block that the system's allocator gave, as far as is known, and of which nothing special was
 * asked.
 *
 * <p>To ask the system takes milliseconds. So it is asked at once for a small share of the time, or never, and for the rest once in
 * a second; until then it is not known.
 */
final class OrdinaryMemory implements FenceableMemory {
    /** The share of the pieces a process may have that is left to the program. */
    private static final int SHARE = 2;
    /** Of how much of the time at most the system is asked while somebody waits, after so much at the beginning. */
    private static final int SHARE_OF_TIME = 20;
    private static final long BEGINNING_NANOS = 2_000_000_000L;

    private final NativeMemory nativeMemory;
    private final boolean atOnce;
    private final int most;
    /** Without an answer where it is not known yet. */
    private final Map<NativeBlock, Optional<Boolean>> asked = new ConcurrentHashMap<>();
    private final Time time;
    private final long start;
    /** How long it took to ask, one after the other. */
    private volatile long waited;

    /**
     * @param atOnce whether who asks waits for the answer
     * @param most in how many pieces the memory of this process may be; as the system says, or fewer
     */
    OrdinaryMemory(NativeMemory nativeMemory, boolean atOnce, int most, Time time) {
        this.nativeMemory = nativeMemory;
        this.atOnce = atOnce;
        this.most = most;
        this.time = time;
        start = time.nanos();
    }

    @Override
    public Object blockOf(long start, long end) {
        NativeBlock block = nativeMemory.at(start);
        if (block == null || !block.contains(end - 1)) {
            return NONE;
        }
        Optional<Boolean> answer = asked.get(block);
        if (answer == null) {
            answer = mayWait() ? Optional.of(asksAndWaits(block)) : Optional.empty();
            asked.put(block, answer);
        }
        return answer.isEmpty() ? null : answer.get() ? block : NONE;
    }

    private boolean mayWait() {
        return atOnce && waited * SHARE_OF_TIME < time.nanos() - start + BEGINNING_NANOS;
    }

    private boolean asksAndWaits(NativeBlock block) {
        long before = time.nanos();
        boolean ordinary = isOrdinary(Proc.pieces(), block);
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

    /** Answers what was asked, and forgets blocks that are gone. */
    void everySecond() {
        asked.keySet().removeIf(block -> !block.isLive());
        if (asked.containsValue(Optional.<Boolean>empty())) {
            String pieces = Proc.pieces();
            asked.replaceAll((block, answer) -> answer.isPresent() ? answer : Optional.of(isOrdinary(pieces, block)));
        }
    }

    @Override
    public int room() {
        return most / SHARE - Proc.count();
    }
}
