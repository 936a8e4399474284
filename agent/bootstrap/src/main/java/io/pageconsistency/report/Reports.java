package io.pageconsistency.report;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

import io.pageconsistency.Extent;
import io.pageconsistency.Operation;
import io.pageconsistency.Party;
import io.pageconsistency.Validation;
import io.pageconsistency.Violation;
import io.pageconsistency.ViolationKind;
import io.pageconsistency.background.Time;
import io.pageconsistency.region.Region;

/**
 * Numbers and counts findings, and passes them to the outputs.
 *
 * <p>Thread-safe. If a listener throws, the error is counted and the other listeners are still called. A finding that a listener
 * itself causes is counted but not passed on, so that there is no endless recursion.
 */
public final class Reports {
    private final AtomicInteger sequence = new AtomicInteger();
    private final RootsFirst roots = new RootsFirst(Time.OF_THE_MACHINE);
    private final PoolClasses poolClasses = new PoolClasses();
    private final Faults faults = new Faults();
    private final AtomicLongArray counted = new AtomicLongArray(ViolationKind.values().length);
    private final LongAdder followUps = new LongAdder();
    private final LongAdder leaks = new LongAdder();
    private final LongAdder suspects = new LongAdder();
    private final LongAdder suppressed = new LongAdder();
    private final LongAdder validations = new LongAdder();
    private final LongAdder seenLate = new LongAdder();
    /** Not a {@link LongAdder}, which may allocate: the swallowed error may be an {@link OutOfMemoryError}. */
    private final AtomicLong swallowed = new AtomicLong();
    private final CopyOnWriteArrayList<LedgerListener> listeners = new CopyOnWriteArrayList<>();
    private final Set<Thread> reporting = ConcurrentHashMap.newKeySet();
    private final Nested nested = new Nested();
    private volatile Throwable firstSwallowed;
    private volatile Violation last;
    private volatile Function<Violation, String> words = Violation::toString;

    /** Sets the formatter for {@link #inWords}. */
    public void words(Function<Violation, String> chosen) {
        words = chosen;
    }

    /** The text that is printed for a finding; several lines. */
    public String inWords(Violation violation) {
        return words.apply(violation);
    }

    public void add(LedgerListener listener) {
        listeners.add(listener);
    }

    public void remove(LedgerListener listener) {
        listeners.remove(listener);
    }

    /** The classes of each pool. */
    public PoolClasses poolClasses() {
        return poolClasses;
    }

    /** Turns an incident of the calling thread into a numbered violation; does not call the listeners yet. */
    public Violation create(Incident incident) {
        Incident whole = nested.within(incident);
        Party guilty = new Party();
        PoolClasses.Own pool = poolClasses.of(whole.allocator());
        int number = sequence.incrementAndGet();
        if (whole.cause() == 0) {
            roots.created(number);
        }
        Violation violation = new Violation(whole, number, guilty, pool, sighting(whole, number, guilty, pool));
        nested.remember(violation);
        return violation;
    }

    /** Whether the fault of an incident is suppressed; counts nothing. */
    public boolean isKnown(Supplier<Incident> found) {
        try {
            return faults.suppresses() && isKnown(found.get());
        } catch (Throwable e) {
            swallow(e);
            return false;
        }
    }

    private boolean isKnown(Incident incident) {
        return faults.isKnown(incident, new Party(), poolClasses.of(incident.allocator()));
    }

    private Sighting sighting(Incident incident, int number, Party guilty, PoolClasses.Own pool) {
        try {
            return faults.recognise(incident, number, guilty, pool);
        } catch (Throwable e) {
            // The heap or the stack may be exhausted. The finding is reported nevertheless.
            swallow(e);
            return Sighting.UNKNOWN;
        }
    }

    /** The call on the current stack that used an allocator; null if there is none. */
    public StackTraceElement callAtFault(String allocator) {
        StackTraceElement[] frames = new Party().stack();
        int place = poolClasses.of(allocator).callerIn(frames);
        return place < 0 ? null : frames[place];
    }

    /** The distinct faults so far. */
    public Faults faults() {
        return faults;
    }

    /** Forgets the findings that nested calls are compared with. */
    public void settle() {
        nested.clear();
    }

    public void violation(Violation violation) {
        if (violation.isSuppressed()) {
            suppressed.increment();
            roots.told(violation.sequence());
            return;
        }
        if (violation.isSuspect()) {
            suspects.increment();
        } else if (violation.isCounted()) {
            last = violation;
            counted.incrementAndGet(violation.kind().ordinal());
        } else if (violation.isFollowUp()) {
            followUps.increment();
        } else {
            leaks.increment();
        }
        if (violation.isFollowUp()) {
            roots.await(violation.cause());
        }
        if (!begin()) {
            roots.told(violation.sequence());
            return;
        }
        // Not by tell(): a listener may record the stack, so each frame of the agent would stand before the guilty one.
        try {
            for (LedgerListener listener : listeners) {
                try {
                    listener.violation(violation);
                } catch (Throwable e) {
                    swallow(e);
                }
            }
        } finally {
            roots.told(violation.sequence());
            end();
        }
    }

    public void opened(Region region) {
        tell(listener -> listener.opened(region));
    }

    public void closed(Region region, boolean collected) {
        tell(listener -> listener.closed(region, collected));
    }

    /** As {@link LedgerListener#seenLate}. */
    public void seenLate(Operation operation, Region region, Extent memory, Party other) {
        seenLate.increment();
        tell(listener -> listener.seenLate(operation, region, memory, other));
    }

    public void validated(Validation validation) {
        validations.increment();
        tell(listener -> listener.validated(validation));
    }

    private void tell(Consumer<LedgerListener> message) {
        if (!begin()) {
            return;
        }
        try {
            for (LedgerListener listener : listeners) {
                try {
                    message.accept(listener);
                } catch (Throwable e) {
                    swallow(e);
                }
            }
        } finally {
            end();
        }
    }

    /** Begins to call the listeners. False if there are none, or if this thread is calling them already. */
    private boolean begin() {
        return !listeners.isEmpty() && reporting.add(Thread.currentThread());
    }

    private void end() {
        reporting.remove(Thread.currentThread());
    }

    /** Counts an error of the agent that must not reach the application. */
    public void swallow(Throwable error) {
        if (firstSwallowed == null) {
            firstSwallowed = error;
        }
        // Last, so that a thread that sees the count also finds the error.
        swallowed.incrementAndGet();
    }

    /** Settles the stacks of all findings and errors that are kept here. */
    public void settleStacks() {
        nested.settle();
        Violation kept = last;
        if (kept != null) {
            kept.settle();
        }
        Throwable error = firstSwallowed;
        if (error != null && !(error instanceof SettledError)) {
            firstSwallowed = new SettledError(error);
        }
    }

    /** Resets the count of swallowed errors, and forgets the first one. */
    public void forgetErrors() {
        swallowed.set(0);
        firstSwallowed = null;
    }

    /** The number of errors in the agent's own code that were kept from the application. */
    public long swallowedErrors() {
        return swallowed.get();
    }

    /** The first swallowed error, or null. */
    public Throwable firstSwallowedError() {
        return firstSwallowed;
    }

    /** The number of violations: root causes of all kinds that count. */
    public long violations() {
        long sum = 0;
        for (int i = 0; i < counted.length(); i++) {
            sum += counted.get(i);
        }
        return sum;
    }

    /** The latest violation that counts, or null. */
    public Violation lastViolation() {
        return last;
    }

    /** The number of violations of one kind; always 0 for kinds that do not count. */
    public long violations(ViolationKind kind) {
        return counted.get(kind.ordinal());
    }

    /** The number of findings that follow from an earlier one. */
    public long followUps() {
        return followUps.sum();
    }

    /** The number of all findings, whether they count or not, without suppressed ones. */
    public long findings() {
        return violations() + followUps() + leaks() + suspects();
    }

    public long leaks() {
        return leaks.sum();
    }

    /** The number of suspect findings, which do not count. */
    public long suspects() {
        return suspects.sum();
    }

    /** The number of suppressed findings, which are neither passed on nor counted otherwise. */
    public long suppressed() {
        return suppressed.sum();
    }

    /** How often memory was seen to be passed between threads without synchronisation. */
    public long seenLate() {
        return seenLate.sum();
    }

    /** The number of scans of the whole record. */
    public long validations() {
        return validations.sum();
    }
}
