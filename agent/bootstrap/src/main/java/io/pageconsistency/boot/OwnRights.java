package io.pageconsistency.boot;

import java.security.AccessController;
import java.security.PrivilegedAction;

/**
 * Runs an action with the agent's own permissions, although the application, whose calls are below on the stack, may lack them.
 * This matters for a security manager, on JDKs that still have one.
 *
 * <p>It gives no permissions to others, because the security manager still checks the class of the action.
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
