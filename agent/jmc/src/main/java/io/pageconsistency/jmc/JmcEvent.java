package io.pageconsistency.jmc;

import java.util.ArrayList;
import java.util.List;

import io.pageconsistency.recording.event.AgentEvent;
import io.pageconsistency.recording.event.EventNames;
import io.pageconsistency.recording.event.Frame;
import org.openjdk.jmc.common.IMCStackTrace;
import org.openjdk.jmc.common.IMCThread;
import org.openjdk.jmc.common.item.Attribute;
import org.openjdk.jmc.common.item.IAccessorFactory;
import org.openjdk.jmc.common.item.IItem;
import org.openjdk.jmc.common.item.IItemCollection;
import org.openjdk.jmc.common.item.IItemIterable;
import org.openjdk.jmc.common.item.IMemberAccessor;
import org.openjdk.jmc.common.item.IType;
import org.openjdk.jmc.common.unit.ContentType;
import org.openjdk.jmc.common.unit.IQuantity;
import org.openjdk.jmc.common.unit.QuantityConversionException;
import org.openjdk.jmc.common.unit.UnitLookup;
import org.openjdk.jmc.flightrecorder.JfrAttributes;

/** An event of the agent as Mission Control reads it. */
record JmcEvent(IType<IItem> itemType, IItem item) implements AgentEvent {
    private static final List<ContentType<IQuantity>> NUMBERS = List.of(UnitLookup.NUMBER, UnitLookup.MEMORY, UnitLookup.ADDRESS);

    /**
     * The events that rules need: all findings and states of the agent, and one event of each other type, which shows that it
     * occurs.
     */
    static List<JmcEvent> of(IItemCollection items) {
        List<JmcEvent> events = new ArrayList<>();
        for (IItemIterable lane : items) {
            String type = lane.getType().getIdentifier();
            if (type.startsWith(EventNames.PREFIX)) {
                boolean all = type.equals(EventNames.VIOLATION) || type.equals(EventNames.AGENT_STATUS);
                lane.stream().limit(all ? Long.MAX_VALUE : 1).forEach(item -> events.add(new JmcEvent(lane.getType(), item)));
            }
        }
        return events;
    }

    @Override
    public String type() {
        return itemType.getIdentifier();
    }

    @Override
    public String text(String field) {
        return value(Attribute.attr(field, UnitLookup.PLAIN_TEXT));
    }

    @Override
    public boolean is(String field) {
        return Boolean.TRUE.equals(value(Attribute.attr(field, UnitLookup.FLAG)));
    }

    @Override
    public long number(String field, long otherwise) {
        for (ContentType<IQuantity> content : NUMBERS) {
            IQuantity number = value(Attribute.attr(field, content));
            if (number != null) {
                return number.longValue();
            }
        }
        return otherwise;
    }

    @Override
    public long nanos() {
        IQuantity start = value(JfrAttributes.START_TIME);
        try {
            return start == null ? 0 : start.longValueIn(UnitLookup.EPOCH_NS);
        } catch (QuantityConversionException e) {
            return 0;
        }
    }

    @Override
    public String thread() {
        IMCThread thread = value(JfrAttributes.EVENT_THREAD);
        return thread == null ? null : thread.getThreadName();
    }

    @Override
    public List<Frame> stack() {
        IMCStackTrace stack = value(JfrAttributes.EVENT_STACKTRACE);
        return stack == null ? List.of() : Frame.ofTheProgram(stack.getFrames().stream().filter(frame -> frame.getMethod() != null)
                .map(frame -> Frame.of(frame.getMethod().getType().getFullName(), frame.getMethod().getMethodName(),
                        frame.getFrameLineNumber() == null ? 0 : frame.getFrameLineNumber())).toList());
    }

    /** The value of an attribute, or null. */
    private <T> T value(IAccessorFactory<T> attribute) {
        IMemberAccessor<? extends T, IItem> accessor = attribute.getAccessor(itemType);
        return accessor == null ? null : accessor.getMember(item);
    }
}
