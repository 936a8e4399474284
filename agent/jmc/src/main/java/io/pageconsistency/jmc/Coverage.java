package io.pageconsistency.jmc;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import org.openjdk.jmc.common.item.IItemCollection;
import org.openjdk.jmc.common.item.ItemFilters;
import org.openjdk.jmc.common.unit.IQuantity;
import org.openjdk.jmc.flightrecorder.JfrAttributes;

/**
 * What the agent says about itself: which allocators it watched, and what it did not.
 *
 * @param modules the last word about each module and copy of its library
 * @param regions whether a region of a pool was met
 * @param violationsBefore how many violations there had been when the recording began
 * @param swallowedErrors errors inside the agent
 */
record Coverage(Collection<Module> modules, boolean regions, long violationsBefore, long swallowedErrors) {

    /**
     * One allocator module with one copy of its library.
     *
     * @param where empty while none was met
     * @param refused why it is not covered, or null
     */
    record Module(String name, String where, long declared, long woven, boolean firstEventSeen, String refused) {
        /** What the agent hooks in the JDK is native memory below the pools, which every program uses. */
        private static final String JDK = "java.base";

        static Module of(RecordedItem event) {
            return new Module(event.text("module"), event.text("where"), event.number("declared"), event.number("woven"),
                    event.flag("firstEventSeen"), event.text("refused"));
        }

        boolean isRefused() {
            return refused != null;
        }

        boolean isHooked() {
            return woven > 0 && !isRefused() && !JDK.equals(where);
        }

        boolean isUsed() {
            return isHooked() && firstEventSeen;
        }

        private boolean isWaiting() {
            return woven == 0 && !isRefused();
        }

        @Override
        public String toString() {
            return name + (where == null || where.isEmpty() ? "" : " in " + where);
        }
    }

    static Coverage of(IItemCollection items) {
        List<RecordedItem> statuses = RecordedItem.of(items, RecordedItem.AGENT_STATUS);
        statuses.sort(Comparator.comparing((RecordedItem event) -> event.value(JfrAttributes.START_TIME),
                Comparator.nullsFirst(Comparator.<IQuantity>naturalOrder())));
        Map<String, Module> last = new TreeMap<>();
        for (RecordedItem event : statuses) {
            Module module = Module.of(event);
            last.put(module.toString(), module);
        }
        // While a library is not met, its module has a row of its own.
        last.values().removeIf(module -> module.isWaiting() && last.keySet().stream()
                .anyMatch(other -> other.startsWith(module.name() + " in ")));
        boolean regions = items.apply(ItemFilters.type(RecordedItem.REGION_OPENED, RecordedItem.REGION_STATISTICS,
                RecordedItem.REGION_CLOSED)).hasItems();
        return new Coverage(List.copyOf(last.values()), regions,
                statuses.stream().mapToLong(event -> event.number("violationsBefore")).min().orElse(0),
                statuses.stream().mapToLong(event -> event.number("swallowedErrors")).max().orElse(0));
    }

    /** Whether the recording has the agent's word about itself; one that was cut off does not. */
    boolean isStated() {
        return !modules.isEmpty();
    }

    boolean isAnythingHooked() {
        return modules.stream().anyMatch(Module::isHooked);
    }

    /** Whether an operation of any pool has reached the record: else the finding of nothing means nothing. */
    boolean isAnythingChecked() {
        return regions || modules.stream().anyMatch(Module::isUsed);
    }

    List<Module> refused() {
        return modules.stream().filter(Module::isRefused).toList();
    }

    List<Module> used() {
        return modules.stream().filter(Module::isUsed).toList();
    }

    /** What was checked, in words. */
    String checked() {
        return used().isEmpty() ? "pools that the recording does not name" : names(Module::isUsed);
    }

    String hooked() {
        return names(Module::isHooked);
    }

    /** What was waited for and not met, in words. */
    String waiting() {
        return names(Module::isWaiting);
    }

    private String names(Predicate<Module> which) {
        return modules.stream().filter(which).map(Module::name).distinct().collect(Collectors.joining(", "));
    }
}
