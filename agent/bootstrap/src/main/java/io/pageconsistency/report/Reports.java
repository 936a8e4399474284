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
 * Numbers and counts findings and passes them to the outputs.
 *
 * <p>Thread-safe. A listener that fails is counted and does not keep the others from being told; one that causes a finding
 * itself is not told of that one, so that it cannot be called for ever.
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
    /** Not an adder: that may have to allocate, and what is swallowed may be an exhausted heap. */
    private final AtomicLong swallowed = new AtomicLong();
    private final CopyOnWriteArrayList<LedgerListener> listeners = new CopyOnWriteArrayList<>();
    private final Set<Thread> reporting = ConcurrentHashMap.newKeySet();
    private final Nested nested = new Nested();
    private volatile Throwable firstSwallowed;
    private volatile Violation last;
    private volatile Function<Violation, String> words = Violation::toString;

    /** Chooses how a finding is put into words for {@link #inWords}. */
    public void words(Function<Violation, String> chosen) {
        words = chosen;
    }

    /** What is printed for a finding; several lines. */
    public String inWords(Violation violation) {
        return words.apply(violation);
    }

    public void add(LedgerListener listener) {
        listeners.add(listener);
    }

    public void remove(LedgerListener listener) {
        listeners.remove(listener);
    }

    /** Which classes are the pools' own. */
    public PoolClasses poolClasses() {
        return poolClasses;
    }

    /** Makes a violation of this thread's of what was found out, numbered, and tells nobody yet. */
    public Violation made(Incident incident) {
        Incident whole = nested.within(incident);
        Party guilty = new Party();
        PoolClasses.Own pool = poolClasses.of(whole.allocator());
        int number = sequence.incrementAndGet();
        if (whole.cause() == 0) {
            roots.made(number);
        }
        Violation violation = new Violation(whole, number, guilty, pool, sighting(whole, number, guilty, pool));
        nested.made(violation);
        return violation;
    }

    /** Whether what was found is a fault that is known and silenced; nothing is counted. */
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
            // An exhausted heap, or stack: what was found is told all the same.
            swallow(e);
            return Sighting.UNKNOWN;
        }
    }

    /** The call of this thread that is at fault, if a fault of an allocator is found now; null where that is not known. */
    public StackTraceElement callAtFault(String allocator) {
        StackTraceElement[] frames = new Party().stack();
        int place = poolClasses.of(allocator).callerIn(frames);
        return place < 0 ? null : frames[place];
    }

    /** The faults that findings come from. */
    public Faults faults() {
        return faults;
    }

    /** Lets go of findings that others could have been one with. */
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
        // Written out here: a listener may take the stack, and each frame of ours on it stands before the guilty one.
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

    /** False when nobody listens, or when this thread is telling something already. */
    private boolean begin() {
        return !listeners.isEmpty() && reporting.add(Thread.currentThread());
    }

    private void end() {
        reporting.remove(Thread.currentThread());
    }

    /** Takes an error that must not reach the application. */
    public void swallow(Throwable error) {
        if (firstSwallowed == null) {
            firstSwallowed = error;
        }
        // Last: whoever sees that there was one finds the first.
        swallowed.incrementAndGet();
    }

    /** What is kept of findings and errors lets go of the classes on its stacks. */
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

    /** Begins to count errors anew, and lets go of the first. */
    public void forgetErrors() {
        swallowed.set(0);
        firstSwallowed = null;
    }

    /** Errors inside our own code that the application was spared. */
    public long swallowedErrors() {
        return swallowed.get();
    }

    /** The first of them, or null. */
    public Throwable firstSwallowedError() {
        return firstSwallowed;
    }

    /** Root causes of all kinds that count. */
    public long violations() {
        long sum = 0;
        for (int i = 0; i < counted.length(); i++) {
            sum += counted.get(i);
        }
        return sum;
    }

    /** The root cause of a kind that counts that was reported last, or null. */
    public Violation lastViolation() {
        return last;
    }

    /** Root causes of one kind; always 0 for kinds that do not count. */
    public long violations(ViolationKind kind) {
        return counted.get(kind.ordinal());
    }

    /** Findings that follow from an earlier one. */
    public long followUps() {
        return followUps.sum();
    }

    /** All findings, whether they count or not. */
    public long findings() {
        return violations() + followUps() + leaks() + suspects();
    }

    public long leaks() {
        return leaks.sum();
    }

    /** Findings that may be wrong, and do not count. */
    public long suspects() {
        return suspects.sum();
    }

    /** Findings of faults that are known and silenced; nobody is told of them, and no other figure counts them. */
    public long suppressed() {
        return suppressed.sum();
    }

    /** How often memory was passed between threads without synchronisation, as far as that showed. */
    public long seenLate() {
        return seenLate.sum();
    }

    /** How often every cell of the record was looked at. */
    public long validations() {
        return validations.sum();
    }
}
