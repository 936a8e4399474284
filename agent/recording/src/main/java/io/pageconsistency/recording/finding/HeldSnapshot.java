package io.pageconsistency.recording.finding;

import java.util.List;

/**
 * The holders of memory at one moment.
 *
 * @param number the agent's number of the snapshot
 * @param time in milliseconds of the epoch
 */
public record HeldSnapshot(int number, long time, List<HeldPlace> places) {
    public long bytes() {
        return places.stream().mapToLong(HeldPlace::estimatedBytes).sum();
    }
}
