package io.pageconsistency.agent.allocators.described.yaml;

import io.pageconsistency.agent.allocators.described.model.Location;

/** One mistake in a description. The message says where it is, what was given, and what is allowed. */
final class BadDescription extends Exception {
    private static final long serialVersionUID = 1;

    BadDescription(Location at, String message) {
        super(at + ": " + message, null, false, false);
    }
}
