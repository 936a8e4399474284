package io.pageconsistency.agent.fence;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.pageconsistency.fence.Grounds;
import io.pageconsistency.ground.Ground;
import io.pageconsistency.ground.GroundBlock;
import io.pageconsistency.region.Region;

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
    private final Set<Region> asked = ConcurrentHashMap.newKeySet();
    private final Map<Region, Boolean> known = new ConcurrentHashMap<>();

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
    public Boolean areOrdinary(Region region) {
        if (atOnce) {
            return isOrdinary(region);
        }
        Boolean answer = known.remove(region);
        if (answer == null) {
            asked.add(region);
        }
        return answer;
    }

    private boolean isOrdinary(Region region) {
        GroundBlock block = ground.at(region.address());
        return block != null && block.contains(region.address() + region.size() - 1)
                && Proc.isOrdinary(region.address(), region.address() + region.size());
    }

    /** Answers what was asked. */
    void everySecond() {
        known.keySet().removeIf(region -> !region.isOpen());
        for (Region region : asked) {
            asked.remove(region);
            if (region.isOpen()) {
                known.put(region, isOrdinary(region));
            }
        }
    }

    @Override
    public int room() {
        return most / SHARE - Proc.pieces();
    }
}
