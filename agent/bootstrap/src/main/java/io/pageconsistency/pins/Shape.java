package io.pageconsistency.pins;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.List;

/**
 * How to get from an object of one class to the memory it stands for. Immutable; lives as long as the class.
 *
 * <p>Uses method handles, because the boot class path cannot name an application's classes. A woven-in interface would work as
 * well, but up to JDK 22 an {@code instanceof} for one interface slows down checks for others of the same class, because they share
 * a cache that threads contend for.
 */
final class Shape {
    /** The shape of classes that have nothing to do with memory. */
    private static final Shape NONE = new Shape(false, null, null, null);
    private static final MethodType READ = MethodType.methodType(Object.class, Object.class);
    private static final MethodType WRITE = MethodType.methodType(boolean.class, Object.class, Object.class, Object.class);

    private final boolean counts;
    /** Reads the object that this one is a view of; null for none. */
    private final MethodHandle behind;
    /** Reads the field for the pin; null if the class was loaded without it. */
    private final MethodHandle pin;
    private final MethodHandle setPin;

    private Shape(boolean counts, MethodHandle behind, MethodHandle pin, MethodHandle setPin) {
        this.counts = counts;
        this.behind = behind;
        this.pin = pin;
        this.setPin = setPin;
    }

    static Shape of(Class<?> type, List<PinRole> roles) {
        PinRole role = role(type, roles);
        if (role == null || !role.counts() && role.accessor() == null) {
            return NONE;
        }
        MethodHandles.Lookup lookup = MethodHandles.publicLookup();
        try {
            MethodHandle behind = role.accessor() == null ? null
                    : lookup.unreflect(accessor(type, role.accessor())).asType(READ);
            VarHandle field = role.counts() ? field(type, lookup) : null;
            return field == null ? new Shape(role.counts(), behind, null, null)
                    : new Shape(true, behind, field.toMethodHandle(VarHandle.AccessMode.GET_ACQUIRE).asType(READ),
                            field.toMethodHandle(VarHandle.AccessMode.COMPARE_AND_SET).asType(WRITE));
        } catch (ReflectiveOperationException e) {
            // The class is in a module that does not export it.
            return NONE;
        }
    }

    /** The role of the nearest superclass that has one, or else of an interface. */
    private static PinRole role(Class<?> type, List<PinRole> roles) {
        for (Class<?> each = type; each != null; each = each.getSuperclass()) {
            for (PinRole role : roles) {
                if (role.fits(each)) {
                    return role;
                }
            }
        }
        for (Class<?> each = type; each != null; each = each.getSuperclass()) {
            PinRole role = ofInterfaces(each, roles);
            if (role != null) {
                return role;
            }
        }
        return null;
    }

    private static PinRole ofInterfaces(Class<?> type, List<PinRole> roles) {
        for (Class<?> each : type.getInterfaces()) {
            for (PinRole role : roles) {
                if (role.fits(each)) {
                    return role;
                }
            }
            PinRole role = ofInterfaces(each, roles);
            if (role != null) {
                return role;
            }
        }
        return null;
    }

    /** The method as declared by the most general public type, because the class itself may not be public. */
    private static Method accessor(Class<?> type, String name) throws NoSuchMethodException {
        Method found = null;
        for (Class<?> each = type; each != null; each = each.getSuperclass()) {
            Method method = Modifier.isPublic(each.getModifiers()) ? declared(each, name) : null;
            found = method == null ? found : method;
        }
        if (found == null) {
            found = ofInterfaces(type, name);
        }
        if (found == null) {
            throw new NoSuchMethodException(name);
        }
        return found;
    }

    private static Method ofInterfaces(Class<?> type, String name) {
        for (Class<?> each = type; each != null; each = each.getSuperclass()) {
            for (Class<?> implemented : each.getInterfaces()) {
                Method method = declared(implemented, name);
                method = method == null ? ofInterfaces(implemented, name) : method;
                if (method != null) {
                    return method;
                }
            }
        }
        return null;
    }

    private static Method declared(Class<?> type, String name) {
        try {
            Method method = type.getDeclaredMethod(name);
            return Modifier.isPublic(method.getModifiers()) ? method : null;
        } catch (NoSuchMethodException e) {
            return null;
        }
    }

    private static VarHandle field(Class<?> type, MethodHandles.Lookup lookup) throws IllegalAccessException {
        for (Class<?> each = type; each != null; each = each.getSuperclass()) {
            if (Modifier.isPublic(each.getModifiers())) {
                try {
                    return lookup.findVarHandle(each, Pins.FIELD, Object.class);
                } catch (NoSuchFieldException e) {
                    // No superclass has it either.
                    return null;
                }
            }
        }
        return null;
    }

    /** Whether the objects have a reference count of their own. */
    boolean counts() {
        return counts;
    }

    boolean hasField() {
        return pin != null;
    }

    /** The object that this one is a view of; null if there is none, or if a buffer that was given back refuses to tell. */
    Object behind(Object object) {
        if (behind == null) {
            return null;
        }
        try {
            return behind.invokeExact(object);
        } catch (StackOverflowError | OutOfMemoryError e) {
            throw e;
        } catch (Throwable e) {
            return null;
        }
    }

    /** The pin in an object's field, created if there is none. */
    Pin pin(Object object) throws Throwable {
        Object present = pin.invokeExact(object);
        if (present == null) {
            Pin made = new Pin();
            boolean first = (boolean) setPin.invokeExact(object, (Object) null, (Object) made);
            present = first ? made : pin.invokeExact(object);
        }
        return (Pin) present;
    }

    /** The pin in an object's field; null if there is none. */
    Pin pinOrNull(Object object) throws Throwable {
        return (Pin) (Object) pin.invokeExact(object);
    }
}
