package io.pageconsistency.agent.fence;

import java.lang.instrument.Instrumentation;
import java.lang.reflect.Method;
import java.nio.Buffer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;

import io.pageconsistency.fence.Clues;

/**
 * Finds what the frames of an access have in their variables, as far as the JVM shows it: addresses, and buffers and segments of
 * native memory. A compiled frame keeps only variables that it still needs.
 */
final class FrameClues implements Clues {
    private static final String LIVE = "java.lang.LiveStackFrame";
    private static final String OWN = "io.pageconsistency.";

    private final ToLongFunction<Object> addresses;
    private final StackWalker walker;
    private final Method locals;
    private final Method operands;
    private final Method longValue;
    private final Class<?> segment;
    private final Method isNative;
    private final Method address;
    private final Method byteSize;

    /** @throws ReflectiveOperationException if this JDK does not show variables */
    FrameClues(Instrumentation instrumentation, ToLongFunction<Object> addresses) throws ReflectiveOperationException {
        this.addresses = addresses;
        instrumentation.redefineModule(Object.class.getModule(), Set.of(), Map.of(),
                Map.of("java.lang", Set.of(FrameClues.class.getModule())), Set.of(), Map.of());
        Class<?> live = Class.forName(LIVE);
        Method of = live.getMethod("getStackWalker");
        of.setAccessible(true);
        walker = (StackWalker) of.invoke(null);
        locals = opened(live, "getLocals");
        operands = opened(live, "getStack");
        longValue = opened(Class.forName(LIVE + "$PrimitiveSlot"), "longValue");
        segment = Class.forName("java.lang.foreign.MemorySegment");
        isNative = segment.getMethod("isNative");
        address = segment.getMethod("address");
        byteSize = segment.getMethod("byteSize");
    }

    private static Method opened(Class<?> type, String name) throws ReflectiveOperationException {
        Method method = type.getMethod(name);
        method.setAccessible(true);
        return method;
    }

    @Override
    public void search(Search search) {
        walker.walk(frames -> {
            frames.dropWhile(frame -> frame.getClassName().startsWith(OWN) || frame.getClassName().equals("java.lang.InternalError"))
                    .takeWhile(frame -> shown(frame, search)).forEach(frame -> { });
            return null;
        });
    }

    /** Searches one frame. Returns whether the next frame is needed. */
    private boolean shown(StackWalker.StackFrame frame, Search search) {
        try {
            for (Method values : List.of(locals, operands)) {
                for (Object value : (Object[]) values.invoke(frame)) {
                    show(value, search);
                }
            }
        } catch (ReflectiveOperationException e) {
            // This frame cannot be read, but perhaps the next one can.
            return search.wantsMore();
        }
        return search.wantsMore();
    }

    private void show(Object value, Search search) throws ReflectiveOperationException {
        if (value instanceof Buffer buffer) {
            long start = addresses.applyAsLong(buffer);
            if (start != 0) {
                search.memory(start, buffer.capacity());
            }
        } else if (segment.isInstance(value)) {
            if ((boolean) isNative.invoke(value)) {
                search.memory((long) address.invoke(value), (long) byteSize.invoke(value));
            }
        } else if (value != null && value.getClass().getName().equals(LIVE + "Info$PrimitiveSlot64")) {
            search.number((long) longValue.invoke(value));
        }
    }

    @Override
    public String otherReason() {
        List<String> files = Proc.shortened();
        return files.isEmpty() ? null : "of a mapped file that was made shorter (" + files.get(0) + ")";
    }
}
