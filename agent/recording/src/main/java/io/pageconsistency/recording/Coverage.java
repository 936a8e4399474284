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
    /** Events that exist only if an allocator is covered. */
    private static final Set<String> SIGNS = Set.of(EventNames.REGION_OPENED, EventNames.REGION_CLOSED,
            EventNames.REGION_STATISTICS, EventNames.REGION_PAGES, EventNames.PAGE_ALLOCATION, EventNames.PAGE_FREE,
            EventNames.VIOLATION);

    /** Why the agent's status is missing in a recording; the end of a sentence. */
    public static final String UNSTATED = "was cut off before the agent said what it covers, or the event " + EventNames.AGENT_STATUS
            + " was switched off";

    /** Why a recording without findings proves little, the worst reason first. */
    public enum Gap {
        /** There is no event of the agent. */
        NO_AGENT,
        /** There is no status of the agent, and nothing else shows that anything was checked. */
        NOTHING_SAID,
        /** The agent was active but hooked nothing. */
        NOTHING_HOOKED,
        /** The program did not use what the agent hooked. */
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

    /** Adds an event of any type. */
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

    /** Keeps the latest status by time, because not every library returns events in order. */
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

    /** The last state of each module; for a module with a copy of its library only that copy. */
    public List<ModuleState> modules() {
        Set<String> met = modules.values().stream().filter(state -> !state.isWaiting()).map(ModuleState::module).collect(Collectors.toSet());
        return modules.values().stream().filter(state -> !state.isWaiting() || !met.contains(state.module())).toList();
    }

    public List<ModuleState> refused() {
        return modules().stream().filter(ModuleState::isRefused).toList();
    }

    /** The modules that checked something. */
    public List<ModuleState> used() {
        return modules().stream().filter(ModuleState::checks).sorted(Comparator.comparing(ModuleState::name)).toList();
    }

    /** The modules whose libraries the program did not load, in words; empty if there are none. */
    public String waiting() {
        return names(ModuleState::isWaiting);
    }

    /** The modules that checked something, in words. */
    public String checked() {
        String names = names(ModuleState::checks);
        return !names.isEmpty() ? names : checked ? "pools that the recording does not name" : "nothing";
    }

    private String names(Predicate<ModuleState> which) {
        return modules().stream().filter(which).map(ModuleState::module).distinct().collect(Collectors.joining(", "));
    }

    /** Off-heap memory of all regions in bytes; -1 if not known. */
    public long trackedBytes() {
        return tracked;
    }

    /** All direct buffers in bytes; -1 if not known. */
    public long directBytes() {
        return direct;
    }

    /** Errors of the agent that were kept from the application. */
    public int swallowedErrors() {
        return swallowed;
    }

    /** Violations found before the recording began. */
    public int violationsBefore() {
        return before == Integer.MAX_VALUE ? 0 : before;
    }

    /** Whether something was checked, so that the absence of findings has a meaning. */
    public boolean isChecked() {
        return agent && checked;
    }

    /** Whether the recording contains the agent's status; a recording that was cut off may not. */
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

    /** The gap in words, as the end of a sentence about the recording; null for none. */
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

    /** Why the recording does not prove the absence of violations, or null if it does. */
    public String doubt() {
        if (!isChecked()) {
            return gapInWords() + (refused().isEmpty() ? "" : "; refused were " + refusals());
        }
        return violationsBefore() == 0 ? null : "began when " + Amount.of(before, "violation") + " had been found already";
    }
}
