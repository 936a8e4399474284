package io.pageconsistency.agent.instrument.advice;

/**
 * What a hook is passed: something that the method has from which it is called. Immutable.
 *
 * <p>A hook takes primitive values as they are. It takes every object as an {@code Object}, because it does not see the
 * library's types; but for constants, errors and classes.
 *
 * @param of whose field or method it is; null for others
 * @param what the field's or the method's name, the argument's index, or the constant
 * @param ifMissing the type of a field that may be missing, and counts as null or 0 then; null where it must be there
 */
public record Value(Kind kind, Value of, Object what, Class<?> ifMissing) {
    public enum Kind {
        SELF, ARGUMENT, RESULT, THROWN, TYPE, CONSTANT, FIELD, CALL
    }

    private static final Value SELF = new Value(Kind.SELF, null, null, null);

    /** The object whose method it is. */
    public static Value self() {
        return SELF;
    }

    /** @param index from 0 on */
    public static Value argument(int index) {
        return new Value(Kind.ARGUMENT, null, index, null);
    }

    /** What the method returns; where it returns. */
    public static Value result() {
        return new Value(Kind.RESULT, null, null, null);
    }

    /** What the method throws; where it throws. */
    public static Value thrown() {
        return new Value(Kind.THROWN, null, null, null);
    }

    /** The class that declares the method. */
    public static Value type() {
        return new Value(Kind.TYPE, null, null, null);
    }

    public static Value constant(String text) {
        return new Value(Kind.CONSTANT, null, text, null);
    }

    public static Value constant(int number) {
        return new Value(Kind.CONSTANT, null, number, null);
    }

    public static Value constant(boolean truth) {
        return new Value(Kind.CONSTANT, null, truth, null);
    }

    /** A field that the method's class declares. */
    public static Value field(String name) {
        return SELF.its(name);
    }

    /** The same where it may be missing. */
    public static Value fieldIfThere(String name, Class<?> type) {
        return SELF.itsIfThere(name, type);
    }

    /** What a method of this object returns that has no parameters: an {@code int}. */
    public static Value call(String method) {
        return new Value(Kind.CALL, SELF, method, null);
    }

    /** A field of this argument or result, which is not private, and whose class is one of the module's. */
    public Value its(String field) {
        return new Value(Kind.FIELD, this, field, null);
    }

    /** The same where it may be missing. */
    public Value itsIfThere(String field, Class<?> type) {
        return new Value(Kind.FIELD, this, field, type);
    }
}
