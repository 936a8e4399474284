package io.pageconsistency.agent.allocators.described.binding;

import io.pageconsistency.agent.allocators.described.model.Location;

/** A description contradicts a class file. The message says where the description is wrong, and which name is most similar. */
public final class Mismatch extends Exception {
    private static final long serialVersionUID = 1;

    Mismatch(Location at, String message) {
        super(at + ": " + message, null, false, false);
    }
}
