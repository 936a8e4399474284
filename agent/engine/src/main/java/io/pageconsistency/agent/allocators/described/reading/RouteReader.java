package io.pageconsistency.agent.allocators.described.reading;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

import io.pageconsistency.agent.allocators.described.binding.Member;
import io.pageconsistency.agent.allocators.described.binding.Route;
import io.pageconsistency.agent.allocators.described.model.Path;

/** Walks a route. Immutable; keeps the classes on its way alive. */
final class RouteReader {
    private static final MethodHandle IS_INSTANCE = isInstance();
    private static final MethodHandle NUMBER = number();

    /** Null stands for each element. */
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

    /** A boxed number, whatever its size; {@link Memory#UNSAID} where there is none, or something else. */
    static long number(Object boxed) {
        return boxed instanceof Number number ? number.longValue() : Memory.UNSAID;
    }

    /** A handle that returns an object, made one that returns the number in it. */
    static MethodHandle unboxed(MethodHandle handle) {
        return MethodHandles.filterReturnValue(handle.asType(handle.type().changeReturnType(Object.class)), NUMBER);
    }

    /**
     * @param loader from which the classes on the way can be seen
     * @return null for no route
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

    /** The value if it is of the type, and otherwise null: it belongs to something else that the method also deals with. */
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

    /** The last step of a route that ends in a number. */
    long lastStep(Object from) throws Throwable {
        return (long) steps[steps.length - 1].invokeExact(from);
    }

    /** Of a route to one object. */
    Object object(Object root) throws Throwable {
        Object value = root;
        for (int i = 0; value != null && i < steps.length; i++) {
            value = step(i, value);
        }
        return value;
    }

    /**
     * Of a route to one number.
     *
     * @param root where it begins, or null if it begins with the number
     * @return -1 where something on the way is null
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
