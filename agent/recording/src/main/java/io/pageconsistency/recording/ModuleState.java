package io.pageconsistency.recording;

import io.pageconsistency.recording.event.AgentEvent;
import io.pageconsistency.recording.event.EventNames;

/**
 * The last recorded state of an allocator module.
 *
 * @param where the copy of the library; empty if none was loaded
 * @param declared the number of classes that the module wants to weave
 * @param refused why this copy is not covered, or null
 */
public record ModuleState(String module, String where, int declared, int woven, boolean firstEventSeen, String refused) {
    /** The module of native memory. Every virtual machine uses native memory, so its use says nothing about any pool. */
    private static final String GROUND = "ground";

    /** Reads an event of the type {@link EventNames#AGENT_STATUS}. */
    static ModuleState of(AgentEvent event) {
        String where = event.text("where");
        return new ModuleState(String.valueOf(event.text("module")), where == null ? "" : where, event.count("declared"),
                event.count("woven"), event.is("firstEventSeen"), event.text("refused"));
    }

    public boolean isRefused() {
        return refused != null;
    }

    /** Whether operations of a pool would reach the record. */
    public boolean isHooked() {
        return woven > 0 && !isRefused() && !module.equals(GROUND);
    }

    /** Whether operations of a pool have reached the record. */
    public boolean checks() {
        return firstEventSeen && !module.equals(GROUND);
    }

    /** Whether no copy of the module's library was loaded. */
    public boolean isWaiting() {
        return woven == 0 && !isRefused() && where.isEmpty();
    }

    /** The name of the module, with the copy of the library if one was loaded. */
    public String name() {
        return module + (where.isEmpty() ? "" : " in " + where);
    }
}
