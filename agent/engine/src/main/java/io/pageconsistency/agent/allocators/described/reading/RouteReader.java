package io.pageconsistency.agent.allocators.described.reading;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

import io.pageconsistency.agent.allocators.described.binding.Member;
import io.pageconsistency.agent.allocators.described.binding.Route;
import io.pageconsistency.agent.allocators.described.model.Path;

/** Follows a route from its root to its values. Immutable. Keeps the classes of the route alive. */
final class RouteReader {
    private static final MethodHandle IS_INSTANCE = isInstance();
    private static final MethodHandle NUMBER = number();

    /** Null for a step that takes each element. */
    private final MethodHandle[] steps;
    private final boolean endsInNumber;

    private RouteReader(MethodHandle[] steps, boolean endsInNumber) {
        this.steps = steps;
        this.endsInNumber = endsInNumber;
    }

    private static MethodHandle isInstance() {
        try {
            return MethodHandles.publicLookup().findVirtual(Class.class, "isInstance",
                    MethodType.methodType(boolean.class, Object.class));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static MethodHandle number() {
        try {
            return MethodHandles.lookup().findStatic(RouteReader.class, "number", MethodType.methodType(long.class, Object.class));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The value of a boxed number; {@link Memory#UNSAID} for any other object. */
    static long number(Object boxed) {
        return boxed instanceof Number number ? number.longValue() : Memory.UNSAID;
    }

    /** Changes a handle that returns an object into one that returns the object's number. */
    static MethodHandle unboxed(MethodHandle handle) {
        return MethodHandles.filterReturnValue(handle.asType(handle.type().changeReturnType(Object.class)), NUMBER);
    }

    /**
     * @param loader the class loader that finds the classes of the route
     * @return null if the route is null
     */
    static RouteReader of(Route route, ClassLoader loader, Openings openings) throws ReflectiveOperationException {
        if (route == null) {
            return null;
        }
        MethodHandle[] steps = new MethodHandle[route.members().size()];
        for (int i = 0; i < steps.length; i++) {
            Member member = route.members().get(i);
            boolean number = i == steps.length - 1 && member.isNumber();
            if (member.kind() == Path.Kind.AS) {
                MethodHandle as = as(Class.forName(member.type(), false, loader));
                steps[i] = number ? unboxed(as) : as;
            } else if (member.kind() != Path.Kind.EACH) {
                Class<?> owner = Class.forName(member.owner(), false, loader);
                steps[i] = member.kind() == Path.Kind.FIELD ? openings.field(owner, member.name(), number)
                        : openings.method(owner, member.name(), number);
            }
        }
        return new RouteReader(steps, route.endsInNumber());
    }

    /** Returns the value if it is of the type, and otherwise null: the description does not describe a value of another type. */
    private static MethodHandle as(Class<?> type) {
        return MethodHandles.guardWithTest(IS_INSTANCE.bindTo(type), MethodHandles.identity(Object.class),
                MethodHandles.dropArguments(MethodHandles.constant(Object.class, null), 0, Object.class));
    }

    int length() {
        return steps.length;
    }

    boolean endsInNumber() {
        return endsInNumber;
    }

    boolean isEach(int step) {
        return steps[step] == null;
    }

    Object step(int step, Object from) throws Throwable {
        return (Object) steps[step].invokeExact(from);
    }

    /** Takes the last step of a route that ends in a number. */
    long lastStep(Object from) throws Throwable {
        return (long) steps[steps.length - 1].invokeExact(from);
    }

    /** Follows a route that leads to one object. */
    Object object(Object root) throws Throwable {
        Object value = root;
        for (int i = 0; value != null && i < steps.length; i++) {
            value = step(i, value);
        }
        return value;
    }

    /**
     * Follows a route that leads to one number.
     *
     * @param root the root of the route; null if the root is a number
     * @param number the root if it is a number
     * @return -1 if a value on the way is null
     */
    long number(Object root, long number) throws Throwable {
        if (steps.length == 0) {
            return root instanceof Number boxed ? boxed.longValue() : number;
        }
        Object value = root;
        for (int i = 0; value != null && i < steps.length - 1; i++) {
            value = step(i, value);
        }
        return value == null ? -1 : lastStep(value);
    }
}
