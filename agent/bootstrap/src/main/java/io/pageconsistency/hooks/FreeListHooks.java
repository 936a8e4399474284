package io.pageconsistency.hooks;

import io.pageconsistency.PageConsistencyError;

/**
 * What is woven around the calls by which a class takes something out of a collection, or puts something into it, where the collection
 * may be a list of free memory. Thread-safe.
 *
 * <p>What the parameters mean: {@code list} and {@code element} are those of the call, {@code self} the object whose code makes it, or
 * its class where the list belongs to the class; {@code type} and {@code transfer} are as for {@link DescribedHooks}.
 */
public final class FreeListHooks {
    private FreeListHooks() {
    }

    /** As the places of what rarely is needed are: the list that is meant is found from the one, and compared with the other. */
    private static Object[] compared(Object list, Object self) {
        return new Object[] {self, list, null, null, null};
    }

    /** Something has been taken out. */
    public static void taken(Object list, Object element, Object self, Class<?> type, int transfer) {
        if (element != null) {
            refuse(DescribedHooks.handedOut(null, transfer, type, self, element, 0, null, 0, compared(list, self)));
        }
    }

    /** Something is about to be put in. */
    public static void putting(Object list, Object element, Object self, Class<?> type, int transfer) {
        if (element != null) {
            refuse(DescribedHooks.takingBack(null, transfer, type, self, element, 0, null, 0, compared(list, self)));
        }
    }

    /** Something was put in, or, where there was no room for it, was not. */
    public static void put(Object list, Object element, Object self, Class<?> type, int transfer, boolean accepted) {
        if (element != null && !accepted) {
            DescribedHooks.takeBackFailed(transfer, type, self, element, compared(list, self));
        }
    }

    /** The call does not take place, or what it has returned does not reach the program. */
    private static void refuse(Throwable refused) {
        if (refused instanceof PageConsistencyError error) {
            throw error;
        } else if (refused instanceof StackOverflowError error) {
            throw error;
        }
    }
}
