package io.pageconsistency.recording;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.pageconsistency.recording.event.AgentEvent;

/**
 * Adds up the events of single regions. The agent writes one event a region, all of them together, from time to time. Not
 * thread-safe.
 */
final class PoolHistories {
    /** The agent writes the events of one moment within this time. */
    private static final long TOGETHER_MILLIS = 1000;

    private static final class Sum {
        private int regions;
        private long capacity;
        private long reserved;
        private long held;
    }

    private final Map<String, PoolHistory> histories = new LinkedHashMap<>();
    private final Map<String, Sum> moment = new LinkedHashMap<>();
    private final Set<Integer> seen = new HashSet<>();
    private long time = Long.MIN_VALUE;

    void add(AgentEvent event) {
        long now = event.millis();
        int region = event.count("regionId");
        // Chunks are read one after another, and the events within a chunk are in order.
        if (Math.abs(now - time) > TOGETHER_MILLIS || region != 0 && seen.contains(region)) {
            end();
            time = now;
        }
        seen.add(region);
        Sum sum = moment.computeIfAbsent(String.valueOf(event.text("allocator")), any -> new Sum());
        long capacity = event.number("capacity", 0);
        double page = (double) capacity / Math.max(1, event.number("pageCount", 1));
        sum.regions += Math.max(1, event.count("regions"));
        sum.capacity += capacity;
        sum.reserved += Math.round(page * event.number("pagesReserved", 0));
        sum.held += Math.round(page * event.number("pagesHeld", 0));
    }

    /** Ends the present moment. */
    void end() {
        moment.forEach((allocator, sum) -> histories.computeIfAbsent(allocator, PoolHistory::new)
                .add(new PoolHistory.Point(time, sum.regions, sum.capacity, sum.reserved, sum.held)));
        // A pool without an event at this moment has closed all its regions, so its last state must not be carried on.
        histories.forEach((allocator, history) -> {
            if (!moment.isEmpty() && !moment.containsKey(allocator) && history.point(history.size() - 1).regions() > 0) {
                history.add(new PoolHistory.Point(time, 0, 0, 0, 0));
            }
        });
        moment.clear();
        seen.clear();
    }

    List<PoolHistory> all() {
        end();
        histories.values().forEach(PoolHistory::sort);
        return List.copyOf(histories.values());
    }
}
