package io.pageconsistency.hooks;

import io.pageconsistency.PageConsistencyError;

/**
 * Called by code woven around calls that take an element out of a collection, or put one into it, if the collection may be a list
 * of free memory. Thread-safe.
 *
 * <p>The parameters: {@code list} and {@code element} are the collection and the element of the call. {@code self} is the object
 * whose code makes the call, or its class if the list is static. {@code type} and {@code transfer} are as for
 * {@link DescribedHooks}.
 */
public final class FreeListHooks {
    private FreeListHooks() {
    }

    /**
     * The rare values, in the order that {@link DescribedHooks} expects: the described list is found from {@code self}, and
     * compared.
     */
    private static Object[] compared(Object list, Object self) {
        return new Object[] {self, list, null, null, null};
    }

    /** An element was taken out. */
    public static void taken(Object list, Object element, Object self, Class<?> type, int transfer) {
        if (element != null) {
            refuse(DescribedHooks.handedOut(null, transfer, type, self, element, 0, null, 0, compared(list, self)));
        }
    }

    /** An element is about to be put in. */
    public static void putting(Object list, Object element, Object self, Class<?> type, int transfer) {
        if (element != null) {
            refuse(DescribedHooks.takingBack(null, transfer, type, self, element, 0, null, 0, compared(list, self)));
        }
    }

    /** The call that puts an element in has returned; {@code accepted} is false if the collection was full. */
    public static void put(Object list, Object element, Object self, Class<?> type, int transfer, boolean accepted) {
        if (element != null && !accepted) {
            DescribedHooks.takeBackFailed(transfer, type, self, element, compared(list, self));
        }
    }

    /** Throws a refusal, so that the call does not take place, or its result does not reach the program. */
    private static void refuse(Throwable refused) {
        if (refused instanceof PageConsistencyError error) {
            throw error;
        } else if (refused instanceof StackOverflowError error) {
            throw error;
        }
    }
}
