package io.pageconsistency.agent.instrument.advice;

/**
 * A value that is passed to a hook: something that the calling method has. Immutable.
 *
 * <p>A hook takes primitive values with their own types. It takes objects as {@code Object}, because it cannot refer to the
 * library's types. Exceptions are constants, throwables and classes.
 *
 * @param of the value whose field or method this is; null for other kinds
 * @param what the name of the field or method, the index of the argument, or the constant
 * @param ifMissing the type of a field that may be missing, whose value is null or 0 then; null if the field must exist
 */
public record Value(Kind kind, Value of, Object what, Class<?> ifMissing) {
    public enum Kind {
        SELF, ARGUMENT, RESULT, THROWN, TYPE, CONSTANT, FIELD, CALL
    }

    private static final Value SELF = new Value(Kind.SELF, null, null, null);

    /** Returns the object on which the method is called. */
    public static Value self() {
        return SELF;
    }

    /** @param index the argument's index, from 0 */
    public static Value argument(int index) {
        return new Value(Kind.ARGUMENT, null, index, null);
    }

    /** Returns the result of the method; only at a return. */
    public static Value result() {
        return new Value(Kind.RESULT, null, null, null);
    }

    /** Returns what the method throws; only where it throws. */
    public static Value thrown() {
        return new Value(Kind.THROWN, null, null, null);
    }

    /** Returns the class that declares the method. */
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

    /** Returns a field that the method's class declares. */
    public static Value field(String name) {
        return SELF.its(name);
    }

    /** Returns a field that the method's class may declare. The value is null or 0 if it does not. */
    public static Value fieldIfThere(String name, Class<?> type) {
        return SELF.itsIfThere(name, type);
    }

    /** Returns the result of a method of this object that has no parameters and returns an {@code int}. */
    public static Value call(String method) {
        return new Value(Kind.CALL, SELF, method, null);
    }

    /** Returns a field of this argument or result. The field is not private, and its class is one of the module's. */
    public Value its(String field) {
        return new Value(Kind.FIELD, this, field, null);
    }

    /** Returns a field as {@link #its} does, which may be missing. The value is null or 0 then. */
    public Value itsIfThere(String field, Class<?> type) {
        return new Value(Kind.FIELD, this, field, type);
    }
}
