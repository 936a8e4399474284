package io.pageconsistency.agent.instrument.advice;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What is inserted into one method: calls of hooks, each at its point, or the code of an advice class.
 *
 * <p>Calls are data. They cost almost nothing when the application starts, and a few classes insert them. Advice is Java code that
 * Byte Buddy copies, which needs some hundreds of classes. It is for what calls cannot express.
 *
 * <p>Built once, in a module's constructor; read-only after that.
 */
public final class Insertion {
    /** The point at which a method calls a hook. */
    public enum Point {
        ENTRY, RETURN, THROW
    }

    /**
     * One call of a hook.
     *
     * @param keptIn the field of {@code this} that gets what the hook returns; null for none
     * @param skips whether the method's own code is skipped if the hook returns {@code true}
     */
    public record Call(Point point, Class<?> hooks, String hook, List<Value> passed, String keptIn, boolean skips) {
    }

    private final List<Call> calls = new ArrayList<>();
    private final Class<?> advice;
    private Class<?> hooks;

    private Insertion(Class<?> hooks, Class<?> advice) {
        this.hooks = hooks;
        this.advice = advice;
    }

    /** Starts an insertion of calls of static methods of a class of {@code io.pageconsistency.hooks}. */
    public static Insertion calling(Class<?> hooks) {
        return new Insertion(hooks, null);
    }

    /** Returns an insertion of the code of a class with Byte Buddy's annotations. */
    public static Insertion copying(Class<?> advice) {
        return new Insertion(null, advice);
    }

    /** Says that the calls that are added from now on are of methods of another class. */
    public Insertion andCalling(Class<?> others) {
        hooks = others;
        return this;
    }

    /** Adds a call at the entry of the method. Not for constructors, because there is no object yet. */
    public Insertion atEntry(String hook, Value... passed) {
        return add(Point.ENTRY, hook, passed, null, false);
    }

    /** Adds a call before each return of the method. Arguments have the values that were passed to the method. */
    public Insertion atReturn(String hook, Value... passed) {
        return add(Point.RETURN, hook, passed, null, false);
    }

    /** Adds a call where an exception leaves the method. Not for constructors. */
    public Insertion atThrow(String hook, Value... passed) {
        return add(Point.THROW, hook, passed, null, false);
    }

    /** Adds a call at the entry of the method. The result of the hook is stored in the field, if the class has it. */
    public Insertion keptIn(String field, String hook, Value... passed) {
        return add(Point.ENTRY, hook, passed, field, false);
    }

    /** Adds a call at the entry of a method without result. If the hook returns {@code true}, the method's own code is skipped. */
    public Insertion skippedIf(String hook, Value... passed) {
        return add(Point.ENTRY, hook, passed, null, true);
    }

    private Insertion add(Point point, String hook, Value[] passed, String keptIn, boolean skips) {
        calls.add(new Call(point, hooks, hook, List.of(passed), keptIn, skips));
        return this;
    }

    /** Returns the calls; an empty list for an advice class. */
    public List<Call> calls() {
        return Collections.unmodifiableList(calls);
    }

    /** Returns the advice class; null for calls. */
    public Class<?> advice() {
        return advice;
    }
}
