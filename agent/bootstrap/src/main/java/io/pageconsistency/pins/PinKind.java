package io.pageconsistency.pins;

import java.util.List;

/**
 * One way in which a buffer belongs to a holder until that holder lets go of it.
 *
 * <p>The module that hooks a library supplies these texts. Immutable; uses only types of the boot class path.
 *
 * @param module the allocator module to name in a violation if the memory is in no region
 * @param label what the party that caused the pin did, for example {@code written by}
 * @param explanation what was expected and what was found, for a buffer that another party gives back
 * @param ownReleases methods in which the holder itself gives the buffer back
 */
public record PinKind(String module, String label, String explanation, List<Method> ownReleases) {
    /**
     * A method on a stack.
     *
     * @param type the end of the name of its class
     * @param through parts of class names that may stand on the stack between this method and the release
     */
    public record Method(String type, String name, List<String> through) {
        /** Whether this method is on a stack, with only classes of {@code through} above it. */
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
