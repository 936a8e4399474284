package io.pageconsistency.recording;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import jdk.jfr.consumer.RecordedEvent;

/** Whether a recording shows that anything was checked. Not thread-safe. */
public final class Coverage {
    /** Events of which there is one only if an allocator is watched. */
    private static final Set<String> SIGNS = Set.of(EventNames.REGION_OPENED, EventNames.REGION_CLOSED,
            EventNames.REGION_STATISTICS, EventNames.REGION_PAGES, EventNames.PAGE_ALLOCATION, EventNames.PAGE_FREE,
            EventNames.VIOLATION);

    private final Map<String, ModuleState> modules = new LinkedHashMap<>();
    private boolean agent;
    private boolean checked;
    private long tracked = -1;
    private long direct = -1;
    private int swallowed;
    /** Of all status events, the smallest number of violations before the recording began. */
    private int before = Integer.MAX_VALUE;

    /** Takes notice of an event of any type. */
    public void add(RecordedEvent event) {
        String type = event.getEventType().getName();
        if (!type.startsWith(EventNames.PREFIX)) {
            return;
        }
        agent = true;
        if (type.equals(EventNames.AGENT_STATUS)) {
            ModuleState state = ModuleState.of(event);
            modules.put(state.module() + '\n' + state.where(), state);
            checked |= state.checks();
            before = Math.min(before, Fields.count(event, "violationsBefore"));
            swallowed = Math.max(swallowed, Fields.count(event, "swallowedErrors"));
            tracked = Fields.number(event, "trackedBytes", tracked);
            direct = Fields.number(event, "directBytes", direct);
        } else {
            checked |= SIGNS.contains(type);
        }
    }

    public List<ModuleState> modules() {
        return List.copyOf(modules.values());
    }

    /** Off-heap memory of all regions, in bytes; -1 where no status tells. */
    public long trackedBytes() {
        return tracked;
    }

    /** All direct buffers, in bytes; -1 where no status tells. */
    public long directBytes() {
        return direct;
    }

    /** Errors inside the agent that the application was spared. */
    public int swallowedErrors() {
        return swallowed;
    }

    /** Violations found before the recording began. */
    public int violationsBefore() {
        return before == Integer.MAX_VALUE ? 0 : before;
    }

    /** Whether something was checked, so that it says something that nothing was found. */
    public boolean isChecked() {
        return agent && checked;
    }

    /** Why what is not in the recording may have happened all the same, or null. */
    public String doubt() {
        if (!agent) {
            return "holds no event of page-consistency: the agent was not there, or its events were switched off";
        }
        if (!checked) {
            List<String> refusals = new ArrayList<>();
            for (ModuleState state : modules.values()) {
                if (state.refused() != null) {
                    refusals.add(state.module() + " " + state.where() + ": " + state.refused());
                }
            }
            return "does not say that anything was checked: no allocator that is watched was used"
                    + (refusals.isEmpty() ? "" : "; refused were " + String.join("; ", refusals));
        }
        return violationsBefore() == 0 ? null
                : "began when " + (before == 1 ? "1 violation" : before + " violations") + " had been found already";
    }
}
