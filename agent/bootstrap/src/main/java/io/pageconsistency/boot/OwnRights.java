package io.pageconsistency.boot;

import java.security.AccessController;
import java.security.PrivilegedAction;

/**
 * Does what the agent may do although the application, whose calls lie below it on the stack, may not: a security manager, on
 * JDKs that still have one, looks at both.
 *
 * <p>Gives nobody rights who has none, because whoever calls is looked at all the same, with the code of the action.
 */
@SuppressWarnings("removal")
public final class OwnRights {
    private OwnRights() {
    }

    /** @return what the action returns */
    public static <T> T in(PrivilegedAction<T> action) {
        return AccessController.doPrivileged(action);
    }
}
