package io.pageconsistency.recording.finding;

import java.util.ArrayList;
import java.util.List;

import io.pageconsistency.recording.event.AgentEvent;
import io.pageconsistency.recording.event.Frame;

/**
 * Memory that was held and that the same calls had taken.
 *
 * @param place its number in the snapshot
 * @param calls innermost first, beginning with the call that used the pool; empty if not on record
 * @param bytes the bytes on record
 * @param estimatedBytes the estimate for all memory that these calls hold
 * @param ageMillis how long the oldest piece had been held; -1 if not known
 * @param constant whether the memory was taken while a class was initialised
 */
public record HeldPlace(int place, String allocator, List<Frame> calls, long bytes, int pieces, long estimatedBytes,
        int estimatedPieces, long ageMillis, boolean constant) {

    public static HeldPlace of(AgentEvent event) {
        List<Frame> calls = new ArrayList<>();
        EarlierParty.frames(event.text("calls"), calls);
        return new HeldPlace(event.count("place"), String.valueOf(event.text("allocator")), List.copyOf(calls),
                event.number("heldBytes", 0), event.count("heldPieces"), event.number("estimatedBytes", 0),
                event.count("estimatedPieces"), event.number("age", -1), event.is("constant"));
    }
}
