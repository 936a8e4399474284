package io.pageconsistency.report;

import java.util.concurrent.atomic.AtomicLong;

import io.pageconsistency.ViolationKind;

/**
 * One fault of the program, with the number of its occurrences. Keeps only text and numbers, so that no class is kept alive.
 * Thread-safe.
 */
public final class Fault {
    /** How the findings of a fault are counted. */
    public enum Sort {
        /** They count as violations. */
        VIOLATION,
        /** They are follow-ups of others. */
        FOLLOW_UP,
        /** They may be false. */
        SUSPECT,
        /** They are of a kind that does not count. */
        LEAK,
        /** The user has suppressed them. */
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

    /** The same fault as a suppressed one. */
    Fault silenced() {
        return new Fault(fingerprint, Sort.SUPPRESSED, kind, allocator, guilty, earlier);
    }

    boolean isWithoutEarlier() {
        return earlier == null;
    }

    /** Sets the call of the earlier party, which was not on record so far. */
    void setEarlier(String call) {
        earlier = call;
    }

    /** Counts an occurrence; returns the number of those before. */
    long countOccurrence() {
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

    /** The allocator module of the first occurrence. */
    public String allocator() {
        return allocator;
    }

    /** The call at fault; null if it is not known, or if no call on the stack is at fault. */
    public String guilty() {
        return guilty;
    }

    /** The call of the earlier party; null if not on record. */
    public String earlier() {
        return earlier;
    }

    /** The number of occurrences. */
    public long count() {
        return count.get();
    }

    /** The sequence of the first violation with this fault. */
    public int first() {
        return first;
    }
}
