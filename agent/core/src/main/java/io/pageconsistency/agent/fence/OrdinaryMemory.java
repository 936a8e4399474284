package io.pageconsistency.agent.fence;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.pageconsistency.fence.Grounds;
import io.pageconsistency.ground.Ground;
import io.pageconsistency.ground.GroundBlock;

/**
 * Memory of the ordinary kind: in a block that the system's allocator gave, as far as is known, and of which nothing special was asked.
 *
 * <p>To ask the system takes milliseconds. Where that must not be on the way of those who use the pool it is done every second.
 */
final class OrdinaryMemory implements Grounds {
    /** The share of the pieces a process may have that is left to the program. */
    private static final int SHARE = 2;

    private final Ground ground;
    private final boolean atOnce;
    private final int most;
    private final Map<GroundBlock, Boolean> asked = new ConcurrentHashMap<>();

    /**
     * @param atOnce whether who asks waits for the answer
     * @param most in how many pieces the memory of this process may be; as the system says, or fewer
     */
    OrdinaryMemory(Ground ground, boolean atOnce, int most) {
        this.ground = ground;
        this.atOnce = atOnce;
        this.most = most;
    }

    @Override
    public Object blockOf(long start, long end) {
        GroundBlock block = ground.at(start);
        if (block == null || !block.contains(end - 1)) {
            return NONE;
        }
        Boolean ordinary = asked.get(block);
        if (ordinary == null) {
            ordinary = atOnce && isOrdinary(block);
            asked.put(block, ordinary);
            return ordinary ? block : atOnce ? NONE : null;
        }
        return ordinary ? block : NONE;
    }

    private static boolean isOrdinary(GroundBlock block) {
        return Proc.isOrdinary(block.base(), block.base() + block.size());
    }

    @Override
    public boolean isThere(Object block) {
        return block instanceof GroundBlock known && known.isLive();
    }

    /** Answers what was asked, and forgets blocks that are gone. */
    void everySecond() {
        asked.keySet().removeIf(block -> !block.isLive());
        if (!atOnce) {
            asked.replaceAll((block, ordinary) -> ordinary || isOrdinary(block));
        }
    }

    @Override
    public int room() {
        return most / SHARE - Proc.pieces();
    }
}
