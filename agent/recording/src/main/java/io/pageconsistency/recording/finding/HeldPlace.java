package io.pageconsistency.recording.finding;

import java.util.ArrayList;
import java.util.List;

import io.pageconsistency.recording.event.AgentEvent;
import io.pageconsistency.recording.event.Frame;

/**
 * Memory that was held and had been taken by the same calls.
 *
 * @param place its number in the snapshot
 * @param calls innermost first, from the one that used the pool on; empty where they are not on record
 * @param bytes what is on record
 * @param estimatedBytes what it is likely to hold in all
 * @param ageMillis for how long the oldest piece had been held; -1 where that is not known
 * @param constant whether it was taken while a class was initialised
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
