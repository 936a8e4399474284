package io.pageconsistency.agent.allocators.described.yaml;

import io.pageconsistency.agent.allocators.described.model.Location;

/** One thing that is wrong in a description: where, what was given, and what is allowed. */
final class BadDescription extends Exception {
    private static final long serialVersionUID = 1;

    BadDescription(Location at, String message) {
        super(at + ": " + message, null, false, false);
    }
}
