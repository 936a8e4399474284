package io.pageconsistency.life;

import io.pageconsistency.Operation;
import io.pageconsistency.ViolationKind;

/** A use of a dead buffer. */
enum Use {
    RELEASE(ViolationKind.DOUBLE_FREE, Operation.TAKE_BACK, "the release"),
    RETAIN(ViolationKind.USE_AFTER_FREE, Operation.USE, "to retain it"),
    ACCESS(ViolationKind.USE_AFTER_FREE, Operation.USE, "the access");

    private final ViolationKind kind;
    private final Operation operation;
    private final String inWords;

    Use(ViolationKind kind, Operation operation, String inWords) {
        this.kind = kind;
        this.operation = operation;
        this.inWords = inWords;
    }

    ViolationKind kind() {
        return kind;
    }

    Operation operation() {
        return operation;
    }

    /** What is refused, in words. */
    String inWords() {
        return inWords;
    }
}
