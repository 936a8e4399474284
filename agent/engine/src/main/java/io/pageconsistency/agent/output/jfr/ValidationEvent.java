package io.pageconsistency.agent.output.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** A scan of the whole record. */
@Name("io.pageconsistency.Validation")
@Label("Validation")
@Description("A check of the whole record; each damage has a Violation event of its own")
@Category("Page Consistency")
@Enabled(true)
@StackTrace(false)
final class ValidationEvent extends Event {
    @Label("Trigger")
    @Description("Why: demand, or scrub for the one that runs in the background")
    String trigger;

    @Label("Regions")
    @Description("How many regions were checked")
    int regions;

    @Label("Words")
    @Description("How many cells were checked, of pages and of slots")
    int words;

    @Label("Damaged")
    @Description("How many of them were damaged")
    int damaged;

    @Label("Audited")
    @Description("How many regions were compared with their pool's own books")
    int audited;

    @Label("Unread")
    @Description("How many regions' books could not be read just then")
    int unread;

    @Label("Mismatches")
    @Description("How many differences there were that had not been found before")
    int mismatches;

    @Label("Time Spent")
    @Description("How long the check took, without the pauses of a scrub")
    @Timespan(Timespan.NANOSECONDS)
    long timeSpent;
}
