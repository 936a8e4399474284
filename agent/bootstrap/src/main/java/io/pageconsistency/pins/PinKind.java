package io.pageconsistency.pins;

import java.util.List;

/**
 * One way in which a buffer belongs to a holder until the holder lets go of it.
 *
 * <p>Who hooks a library says so in its own words. Immutable; of types of the boot class path only.
 *
 * @param module the allocator module in whose name a violation is reported of memory that is in no region
 * @param label what whoever brought about the holding did, for example {@code written by}
 * @param explanation what was expected and what was found, for a buffer that somebody else gives back
 * @param ownReleases methods in which the holder itself gives back what it does not hold after all
 */
public record PinKind(String module, String label, String explanation, List<Method> ownReleases) {
    /**
     * A method by the end of its class's name.
     *
     * @param through the ends of packages and classes, in the middle of a name, that may stand between it and the release
     */
    public record Method(String type, String name, List<String> through) {
        /** Whether it stands on a stack, and nobody but those that may is above it. */
        boolean isOn(StackTraceElement[] stack) {
            for (StackTraceElement frame : stack) {
                String owner = frame.getClassName();
                if (owner.endsWith(type) && frame.getMethodName().equals(name)) {
                    return true;
                }
                if (!isBetween(owner)) {
                    return false;
                }
            }
            return false;
        }

        private boolean isBetween(String owner) {
            for (String each : through) {
                if (owner.contains(each)) {
                    return true;
                }
            }
            return false;
        }
    }

    boolean isOwnRelease(StackTraceElement[] stack) {
        for (Method method : ownReleases) {
            if (method.isOn(stack)) {
                return true;
            }
        }
        return false;
    }
}
