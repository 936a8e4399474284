package io.pageconsistency.agent.output.jfr;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Period;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** Held memory that was taken by the same calls. Written periodically, and at the end of each chunk. */
@Name("io.pageconsistency.Holder")
@Label("Holder")
@Description("Who holds memory: one event for each place in the program that took some, those of the most bytes first")
@Category("Page Consistency")
@Enabled(true)
@StackTrace(false)
@Period("300 s")
final class HolderEvent extends Event {
    @Label("Snapshot")
    @Description("The number of the snapshot that the event belongs to")
    int snapshot;

    @Label("Place")
    @Description("The number of the place in this snapshot, from 1; page maps name it")
    int place;

    @Label("Allocator")
    @Description("The allocator module")
    String allocator;

    @Label("Calls")
    @Description("The calls by which it was taken, innermost first, from the one that used the pool on; empty where that is not on record")
    String calls;

    @Label("Bytes")
    @Description("What is on record of this holder")
    @DataAmount
    long heldBytes;

    @Label("Pieces")
    @Description("How many pieces of memory that is")
    int heldPieces;

    @Label("Estimated Bytes")
    @Description("What it is likely to hold in all, where only some hand-outs are on record")
    @DataAmount
    long estimatedBytes;

    @Label("Estimated Pieces")
    @Description("How many pieces it is likely to hold in all")
    int estimatedPieces;

    @Label("Age")
    @Description("For how long the oldest piece on record has been held, -1 where that is not known")
    @Timespan(Timespan.MILLISECONDS)
    long age;

    @Label("Constant")
    @Description("Whether it was taken while a class was initialised, as what is kept for ever is as a rule")
    boolean constant;
}
