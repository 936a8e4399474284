package io.pageconsistency.agent.allocators.described.binding;

import io.pageconsistency.agent.allocators.described.model.Location;

/** What a description says of a class is not so. The message says where, what is wrong, and what comes nearest. */
public final class Mismatch extends Exception {
    private static final long serialVersionUID = 1;

    Mismatch(Location at, String message) {
        super(at + ": " + message, null, false, false);
    }
}
