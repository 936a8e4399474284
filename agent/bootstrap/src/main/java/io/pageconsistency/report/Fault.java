package io.pageconsistency.report;

import java.util.concurrent.atomic.AtomicLong;

import io.pageconsistency.ViolationKind;

/**
 * One fault of the program, however often it was met. Keeps text and numbers only, so that no class is kept alive. Thread-safe.
 */
public final class Fault {
    /** What becomes of the findings of a fault. */
    public enum Sort {
        /** They count as violations. */
        VIOLATION,
        /** They follow from others. */
        FOLLOW_UP,
        /** They may be wrong. */
        SUSPECT,
        /** They are of a kind that does not count. */
        LEAK,
        /** They are known, and silenced. */
        SUPPRESSED
    }

    private final Fingerprint fingerprint;
    private final Sort sort;
    private final ViolationKind kind;
    private final String allocator;
    private final String guilty;
    private volatile String earlier;
    private final AtomicLong count = new AtomicLong();
    private volatile int first;

    Fault(Fingerprint fingerprint, Sort sort, ViolationKind kind, String allocator, String guilty, String earlier) {
        this.fingerprint = fingerprint;
        this.sort = sort;
        this.kind = kind;
        this.allocator = allocator;
        this.guilty = guilty;
        this.earlier = earlier;
    }

    /** The same, of which nothing is told but that it is there. */
    Fault silenced() {
        return new Fault(fingerprint, Sort.SUPPRESSED, kind, allocator, guilty, earlier);
    }

    boolean isWithoutEarlier() {
        return earlier == null;
    }

    /** The earlier party has been met without a stack so far. */
    void pair(String call) {
        earlier = call;
    }

    /** Counts one more; how many there had been. */
    long seen() {
        return count.getAndIncrement();
    }

    void first(int sequence) {
        first = sequence;
    }

    public Fingerprint fingerprint() {
        return fingerprint;
    }

    public Sort sort() {
        return sort;
    }

    public ViolationKind kind() {
        return kind;
    }

    /** The allocator module it was met in first. */
    public String allocator() {
        return allocator;
    }

    /** The call at fault; null where nobody is on record, or nobody on the stack is guilty. */
    public String guilty() {
        return guilty;
    }

    /** The call of the earlier party; null where it is not on record. */
    public String earlier() {
        return earlier;
    }

    /** How often it was met. */
    public long count() {
        return count.get();
    }

    /** The sequence of the violation that was the first. */
    public int first() {
        return first;
    }
}
