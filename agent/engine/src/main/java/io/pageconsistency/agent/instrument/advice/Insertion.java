package io.pageconsistency.agent.instrument.advice;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What is put into one method: calls of hooks, each at its point; or the code of an advice class.
 *
 * <p>Calls are data: they cost next to nothing when the application starts, and are put in by a few classes. Advice is Java
 * code, copied by Byte Buddy with some hundreds of classes: for what calls cannot say.
 *
 * <p>Built once, in a module's constructor; read only from then on.
 */
public final class Insertion {
    /** Where a method calls a hook. */
    public enum Point {
        ENTRY, RETURN, THROW
    }

    /**
     * One call.
     *
     * @param keptIn the field of the object that gets what the hook returns; null for none
     * @param skips whether the hook returns {@code true} to have the method's own code left out
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

    /** Calls of static methods of a class of {@code io.pageconsistency.hooks}. */
    public static Insertion calling(Class<?> hooks) {
        return new Insertion(hooks, null);
    }

    /** The code of a class with Byte Buddy's annotations. */
    public static Insertion copying(Class<?> advice) {
        return new Insertion(null, advice);
    }

    /** Calls of another class from here on. */
    public Insertion andCalling(Class<?> others) {
        hooks = others;
        return this;
    }

    /** A call where the method begins. Not for constructors, where there is no object yet. */
    public Insertion atEntry(String hook, Value... passed) {
        return add(Point.ENTRY, hook, passed, null, false);
    }

    /** A call wherever the method returns. Arguments are what the method was given. */
    public Insertion atReturn(String hook, Value... passed) {
        return add(Point.RETURN, hook, passed, null, false);
    }

    /** A call where the method throws something. Not for constructors. */
    public Insertion atThrow(String hook, Value... passed) {
        return add(Point.THROW, hook, passed, null, false);
    }

    /** A call where the method begins; the field gets what the hook returns, if there is that field. */
    public Insertion keptIn(String field, String hook, Value... passed) {
        return add(Point.ENTRY, hook, passed, field, false);
    }

    /** A call where the method begins, which returns nothing itself: if the hook returns {@code true} it does nothing else. */
    public Insertion skippedIf(String hook, Value... passed) {
        return add(Point.ENTRY, hook, passed, null, true);
    }

    private Insertion add(Point point, String hook, Value[] passed, String keptIn, boolean skips) {
        calls.add(new Call(point, hooks, hook, List.of(passed), keptIn, skips));
        return this;
    }

    /** None where it is the code of an advice class. */
    public List<Call> calls() {
        return Collections.unmodifiableList(calls);
    }

    /** Null where it is calls. */
    public Class<?> advice() {
        return advice;
    }
}
