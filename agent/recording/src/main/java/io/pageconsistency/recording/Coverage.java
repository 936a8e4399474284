package io.pageconsistency.recording;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import io.pageconsistency.recording.event.AgentEvent;
import io.pageconsistency.recording.event.EventNames;

/** Whether a recording shows that anything was checked. Not thread-safe. */
public final class Coverage {
    /** Events of which there is one only if an allocator is watched. */
    private static final Set<String> SIGNS = Set.of(EventNames.REGION_OPENED, EventNames.REGION_CLOSED,
            EventNames.REGION_STATISTICS, EventNames.REGION_PAGES, EventNames.PAGE_ALLOCATION, EventNames.PAGE_FREE,
            EventNames.VIOLATION);

    /** Why the agent's word about itself is missing, as said of a recording. */
    public static final String UNSTATED = "was cut off before the agent said what it covers, or the event " + EventNames.AGENT_STATUS
            + " was switched off";

    /** What a recording lacks to be believed where nothing is found, the worst first. */
    public enum Gap {
        /** There is no event of the agent's. */
        NO_AGENT,
        /** The agent does not say what it covers, and nothing else shows that anything was checked. */
        NOTHING_SAID,
        /** The agent was on and hooked nothing. */
        NOTHING_HOOKED,
        /** What it hooked was not used. */
        NOTHING_SEEN,
        /** Something was checked, but a copy of a library is not covered. */
        REFUSALS,
        /** Something was checked, but the agent had errors. */
        ERRORS,
        NONE
    }

    private final Map<String, ModuleState> modules = new LinkedHashMap<>();
    private final Map<String, Long> written = new LinkedHashMap<>();
    private boolean agent;
    private boolean checked;
    private long tracked = -1;
    private long direct = -1;
    private int swallowed;
    /** Of all status events, the smallest number of violations before the recording began. */
    private int before = Integer.MAX_VALUE;

    /** Takes notice of an event of any type. */
    public void add(AgentEvent event) {
        if (!event.isOfTheAgent()) {
            return;
        }
        agent = true;
        if (event.type().equals(EventNames.AGENT_STATUS)) {
            status(event);
        } else {
            checked |= SIGNS.contains(event.type());
        }
    }

    /** Not every library gives events in the order of time. */
    private void status(AgentEvent event) {
        ModuleState state = ModuleState.of(event);
        if (written.getOrDefault(state.name(), Long.MIN_VALUE) <= event.nanos()) {
            written.put(state.name(), event.nanos());
            modules.put(state.name(), state);
        }
        checked |= state.checks();
        before = Math.min(before, event.count("violationsBefore"));
        swallowed = Math.max(swallowed, event.count("swallowedErrors"));
        tracked = event.number("trackedBytes", tracked);
        direct = event.number("directBytes", direct);
    }

    /** The last word about each; a module that has met a copy of its library is told with that one alone. */
    public List<ModuleState> modules() {
        Set<String> met = modules.values().stream().filter(state -> !state.isWaiting()).map(ModuleState::module).collect(Collectors.toSet());
        return modules.values().stream().filter(state -> !state.isWaiting() || !met.contains(state.module())).toList();
    }

    public List<ModuleState> refused() {
        return modules().stream().filter(ModuleState::isRefused).toList();
    }

    /** What was checked. */
    public List<ModuleState> used() {
        return modules().stream().filter(ModuleState::checks).sorted(Comparator.comparing(ModuleState::name)).toList();
    }

    /** What was waited for and not met, in words; empty for nothing. */
    public String waiting() {
        return names(ModuleState::isWaiting);
    }

    /** What was checked, in words. */
    public String checked() {
        String names = names(ModuleState::checks);
        return !names.isEmpty() ? names : checked ? "pools that the recording does not name" : "nothing";
    }

    private String names(Predicate<ModuleState> which) {
        return modules().stream().filter(which).map(ModuleState::module).distinct().collect(Collectors.joining(", "));
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

    /** Whether the recording has the agent's word about itself; one that was cut off may not have it. */
    public boolean isStated() {
        return !modules.isEmpty();
    }

    /** The worst gap. */
    public Gap gap() {
        if (!agent) {
            return Gap.NO_AGENT;
        }
        if (!checked) {
            return !isStated() ? Gap.NOTHING_SAID : modules().stream().anyMatch(ModuleState::isHooked) ? Gap.NOTHING_SEEN : Gap.NOTHING_HOOKED;
        }
        return !refused().isEmpty() ? Gap.REFUSALS : swallowed > 0 ? Gap.ERRORS : Gap.NONE;
    }

    /** What the gap is, as said of a recording; null for none. */
    public String gapInWords() {
        return switch (gap()) {
            case NO_AGENT -> "holds no event of page-consistency: the agent was not there, or its events were switched off";
            case NOTHING_SAID -> "does not say that anything was checked: it " + UNSTATED;
            case NOTHING_HOOKED -> "says that nothing was checked: the agent was on but hooked nothing";
            case NOTHING_SEEN -> "says that nothing was checked: the agent hooked " + names(ModuleState::isHooked)
                    + ", but saw no operation of it";
            case REFUSALS -> "does not cover " + refusals();
            case ERRORS -> errorsInWords();
            case NONE -> null;
        };
    }

    String errorsInWords() {
        return "had " + Amount.of(swallowed, "error") + " inside the agent, which is a defect: not everything was checked";
    }

    private String refusals() {
        return refused().stream().map(state -> state.name() + ": " + state.refused()).collect(Collectors.joining("; "));
    }

    /** Why what is not in the recording may have happened all the same, or null. */
    public String doubt() {
        if (!isChecked()) {
            return gapInWords() + (refused().isEmpty() ? "" : "; refused were " + refusals());
        }
        return violationsBefore() == 0 ? null : "began when " + Amount.of(before, "violation") + " had been found already";
    }
}
