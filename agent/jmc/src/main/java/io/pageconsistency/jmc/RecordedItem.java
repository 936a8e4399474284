package io.pageconsistency.jmc;

import java.util.ArrayList;
import java.util.List;

import org.openjdk.jmc.common.item.IAccessorFactory;
import org.openjdk.jmc.common.item.IItem;
import org.openjdk.jmc.common.item.IItemCollection;
import org.openjdk.jmc.common.item.IItemIterable;
import org.openjdk.jmc.common.item.IMemberAccessor;
import org.openjdk.jmc.common.item.IType;
import org.openjdk.jmc.common.item.ItemFilters;
import org.openjdk.jmc.common.item.Attribute;
import org.openjdk.jmc.common.unit.IQuantity;
import org.openjdk.jmc.common.unit.UnitLookup;

/** An event of the agent as Mission Control reads it. A field that the event does not have is empty, 0 or false. */
record RecordedItem(IType<IItem> type, IItem item) {
    private static final String PREFIX = "io.pageconsistency.";

    static final String VIOLATION = PREFIX + "Violation";
    static final String AGENT_STATUS = PREFIX + "AgentStatus";
    static final String REGION_OPENED = PREFIX + "RegionOpened";
    static final String REGION_CLOSED = PREFIX + "RegionClosed";
    static final String REGION_STATISTICS = PREFIX + "RegionStatistics";

    static List<RecordedItem> of(IItemCollection items, String typeName) {
        List<RecordedItem> found = new ArrayList<>();
        for (IItemIterable lane : items.apply(ItemFilters.type(typeName))) {
            lane.forEach(item -> found.add(new RecordedItem(lane.getType(), item)));
        }
        return found;
    }

    /** Whether there is an event of any of the agent's types. */
    static boolean isAnyIn(IItemCollection items) {
        for (IItemIterable lane : items) {
            if (lane.getType().getIdentifier().startsWith(PREFIX) && lane.hasItems()) {
                return true;
            }
        }
        return false;
    }

    /** Whether a class of this name is the agent's own; the first frames of a stack may be. */
    static boolean isOfTheAgent(String className) {
        return className.startsWith(PREFIX);
    }

    /** Null for none. */
    String text(String field) {
        return value(Attribute.attr(field, UnitLookup.PLAIN_TEXT));
    }

    boolean flag(String field) {
        return Boolean.TRUE.equals(value(Attribute.attr(field, UnitLookup.FLAG)));
    }

    long number(String field) {
        IQuantity number = value(Attribute.attr(field, UnitLookup.NUMBER));
        return number == null ? 0 : number.longValue();
    }

    long address(String field) {
        IQuantity address = value(Attribute.attr(field, UnitLookup.ADDRESS));
        return address == null ? 0 : address.longValue();
    }

    /** Null for none. */
    <T> T value(IAccessorFactory<T> attribute) {
        IMemberAccessor<? extends T, IItem> accessor = attribute.getAccessor(type);
        return accessor == null ? null : accessor.getMember(item);
    }
}
