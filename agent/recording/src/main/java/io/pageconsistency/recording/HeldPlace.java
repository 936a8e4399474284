package io.pageconsistency.recording;

import java.util.ArrayList;
import java.util.List;

import jdk.jfr.consumer.RecordedEvent;

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

    static HeldPlace of(RecordedEvent event) {
        List<Frame> calls = new ArrayList<>();
        EarlierParty.frames(Fields.text(event, "calls"), calls);
        return new HeldPlace(Fields.count(event, "place"), String.valueOf(Fields.text(event, "allocator")), List.copyOf(calls),
                Fields.number(event, "heldBytes", 0), Fields.count(event, "heldPieces"), Fields.number(event, "estimatedBytes", 0),
                Fields.count(event, "estimatedPieces"), Fields.number(event, "age", -1), Fields.is(event, "constant"));
    }
}
