package io.pageconsistency.verdict;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.pageconsistency.Operation;
import io.pageconsistency.PageConsistencyError;
import io.pageconsistency.Violation;
import io.pageconsistency.ViolationKind;
import io.pageconsistency.region.Collector;
import io.pageconsistency.region.Region;

/**
 * What becomes of a violation besides being reported: nothing, unless something else is chosen.
 *
 * <p>Hand-outs and take-backs can be <em>refused</em>: the record stays as it was and a {@link PageConsistencyError} goes to
 * whoever asked for them. Only there is the one at fault on the stack; an error from any other operation would hit an
 * innocent caller or break the pool's own clean-up. What is found there follows the pool as ever and is <em>carried</em> to
 * the next transfer of the same memory, which is refused for it.
 *
 * <p>Asked on the cold path only. Thread-safe.
 */
public final class Policy {
    private final Map<Thread, Findings> scans = new ConcurrentHashMap<>();
    private volatile boolean throwing;
    private volatile Set<String> refusing = Set.of();
    private volatile Consumer<Violation> consequence = violation -> { };

    /** What a scan has found for a caller who is to be thrown it. */
    private static final class Findings {
        Violation first;
    }

    /** Violations are reported and nothing else; the choice at the beginning. */
    public void report() {
        throwing = false;
        refusing = Set.of();
        consequence = violation -> { };
    }

    /**
     * Violations are thrown as well.
     *
     * @param allocators the modules whose hooks can keep an operation from taking effect
     */
    public void refuse(Set<String> allocators) {
        refusing = Set.copyOf(allocators);
        throwing = true;
    }

    /**
     * Something happens after each violation that counts has been reported.
     *
     * @param after called on the guilty thread, possibly while the pool's own lock is held: it must not wait for anything
     */
    public void afterwards(Consumer<Violation> after) {
        consequence = after;
    }

    /** Whether an operation in which a fault was found does not take place. */
    boolean refuses(Operation operation, Region region) {
        return operation.isTransfer() && throwsFor(region) && region.state() != Region.State.COLLECTED
                && region.state() != Region.State.ABANDONED && !Collector.isAtWork();
    }

    /** Whether a fault that could not be refused is kept for the next transfer of the same memory. */
    boolean carries(ViolationKind kind, Region region) {
        return kind.counted() && throwsFor(region);
    }

    private boolean throwsFor(Region region) {
        return region.refusesWhole() ? throwing : refusing.contains(region.allocator());
    }

    /** A violation has been reported. */
    void reported(Violation violation) {
        Findings findings = violation.operation() == Operation.SCAN ? scans.get(Thread.currentThread()) : null;
        if (findings != null && findings.first == null && !violation.isSuppressed()) {
            findings.first = violation;
        }
        if (violation.isCounted()) {
            consequence.accept(violation);
        }
    }

    /**
     * Scans for a caller.
     *
     * @throws PageConsistencyError with the first damage the scan has found, where violations are thrown
     */
    public <T> T scanned(Supplier<T> scan) {
        if (!throwing) {
            return scan.get();
        }
        Findings findings = new Findings();
        scans.put(Thread.currentThread(), findings);
        try {
            T result = scan.get();
            if (findings.first != null) {
                throw new PageConsistencyError(findings.first);
            }
            return result;
        } finally {
            scans.remove(Thread.currentThread());
        }
    }
}
