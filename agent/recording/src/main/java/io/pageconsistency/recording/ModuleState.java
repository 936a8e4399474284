package io.pageconsistency.recording;

import jdk.jfr.consumer.RecordedEvent;

/**
 * How an allocator module stood when it was last written.
 *
 * @param where the copy of the library; empty while none was met
 * @param declared how many classes the module means to weave
 * @param refused why this copy is not covered, or null
 */
public record ModuleState(String module, String where, int declared, int woven, boolean firstEventSeen, String refused) {
    /** Native memory below the pools, which every virtual machine uses: that it was seen says nothing about any pool. */
    private static final String GROUND = "ground";

    /** Of an event of the type {@link EventNames#AGENT_STATUS}. */
    public static ModuleState of(RecordedEvent event) {
        return new ModuleState(String.valueOf(Fields.text(event, "module")), Fields.text(event, "where"),
                Fields.count(event, "declared"), Fields.count(event, "woven"), Fields.is(event, "firstEventSeen"),
                Fields.text(event, "refused"));
    }

    /** Whether operations of a pool have reached the record. */
    public boolean checks() {
        return firstEventSeen && !module.equals(GROUND);
    }
}
