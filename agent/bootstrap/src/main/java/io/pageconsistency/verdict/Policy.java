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
 * The effect of a violation besides its report; by default there is none.
 *
 * <p>Hand-outs and take-backs can be <em>refused</em>: the record stays as it was, and the caller gets a
 * {@link PageConsistencyError}. Only there is the call at fault on the stack. An error from any other operation would hit an
 * innocent caller, or break the pool's own clean-up. After a finding at another operation the record follows the pool. The
 * violation is then <em>carried</em> to the next transfer of the same memory, and that transfer is refused.
 *
 * <p>Used on the cold path only. Thread-safe.
 */
public final class Policy {
    private final Map<Thread, Findings> scans = new ConcurrentHashMap<>();
    private volatile boolean throwing;
    private volatile Set<String> refusing = Set.of();
    private volatile Consumer<Violation> consequence = violation -> { };

    /** Collects the first violation that a scan finds, to throw it to the caller of the scan. */
    private static final class Findings {
        Violation first;
    }

    /** Only reports violations; the initial policy. */
    public void report() {
        throwing = false;
        refusing = Set.of();
        consequence = violation -> { };
    }

    /**
     * Also throws violations.
     *
     * @param allocators the modules whose hooks can refuse an operation before it takes effect
     */
    public void refuse(Set<String> allocators) {
        refusing = Set.copyOf(allocators);
        throwing = true;
    }

    /**
     * Sets an action to run after the report of each violation that counts.
     *
     * @param after called on the thread that performed the operation, possibly while the pool's own lock is held, so it must not
     *        block
     */
    public void afterwards(Consumer<Violation> after) {
        consequence = after;
    }

    /** Whether a faulty operation is refused. */
    boolean refuses(Operation operation, Region region) {
        return operation.isTransfer() && throwsFor(region) && region.state() != Region.State.COLLECTED
                && region.state() != Region.State.ABANDONED && !Collector.isAtWork();
    }

    /** Whether a violation that could not be refused is carried to the next transfer of the same memory. */
    boolean carries(ViolationKind kind, Region region) {
        return kind.counted() && throwsFor(region);
    }

    private boolean throwsFor(Region region) {
        return region.refusesWhole() ? throwing : refusing.contains(region.allocator());
    }

    /** To be called after the report of each violation. */
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
     * Runs a scan for a caller.
     *
     * @throws PageConsistencyError with the first violation that the scan found, if violations are thrown
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
