package io.pageconsistency.report;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

import io.pageconsistency.Party;

/**
 * The distinct faults so far. Bounded: findings of further faults are only counted.
 *
 * <p>Many findings lack the stack of the earlier party. Such a finding is assigned to the known fault with the same kind and call
 * at fault. A fault whose first finding lacked that stack takes over the stack of the next finding. Thread-safe.
 */
public final class Faults {
    /** The largest number of distinct faults; nobody reads about more. */
    public static final int CAPACITY = 1_024;

    /** The largest number of remembered findings; one bit each, so at most eight megabytes. */
    private static final int MOST_REMEMBERED = 1 << 26;

    /** Identifies a fault; findings that count and findings that do not are different faults. */
    private record Key(Fault.Sort sort, Fingerprint fingerprint) {
    }

    /** Each fault by kind and call alone, and by the whole fingerprint. */
    private final Map<Key, Fault> faults = new HashMap<>();
    private final List<Fault> inOrder = new ArrayList<>();
    /** The sequences of suppressed findings. */
    private final BitSet silent = new BitSet();
    private final AtomicLong withoutRoom = new AtomicLong();
    private volatile Suppression suppression = Suppression.NONE;

    /** Sets which faults are suppressed from now on. */
    public void suppress(Suppression known) {
        suppression = known;
    }

    /** Whether any fault may be suppressed. */
    boolean suppresses() {
        return suppression != Suppression.NONE;
    }

    /** Whether the fault of an incident is suppressed. */
    boolean isKnown(Incident incident, Party guilty, PoolClasses.Own pool) {
        return suppression.silences(candidate(incident, guilty, pool));
    }

    /** Assigns an incident to its fault, and counts it. */
    Sighting recognise(Incident incident, int sequence, Party guilty, PoolClasses.Own pool) {
        Fault candidate = candidate(incident, guilty, pool);
        Fingerprint fingerprint = candidate.fingerprint();
        if (isSilent(incident.cause())) {
            return new Sighting(fingerprint, 0, 0, true);
        }
        Fault fault = find(candidate);
        if (fault == null) {
            withoutRoom.incrementAndGet();
            return new Sighting(fingerprint, 0, 0, suppression.silences(candidate));
        }
        long repeat = fault.countOccurrence();
        if (repeat == 0) {
            fault.first(sequence);
        }
        boolean silenced = fault.sort() == Fault.Sort.SUPPRESSED;
        if (silenced) {
            silence(sequence);
        }
        return new Sighting(fault.fingerprint(), repeat, fault.first(), silenced);
    }

    private static Fault candidate(Incident incident, Party guilty, PoolClasses.Own pool) {
        StackTraceElement caller = Fingerprint.blamesCaller(incident.kind(), incident.operation()) ? frame(guilty, pool) : null;
        StackTraceElement before = frame(Fingerprint.earlier(incident), pool);
        return new Fault(Fingerprint.of(incident, caller, before), sortOf(incident), incident.kind(), incident.allocator(),
                caller == null ? null : Fingerprint.inWords(caller), before == null ? null : Fingerprint.inWords(before));
    }

    private static StackTraceElement frame(Party party, PoolClasses.Own pool) {
        if (party == null) {
            return null;
        }
        StackTraceElement[] frames = party.stack();
        int place = pool.callerIn(frames);
        return place < 0 ? null : frames[place];
    }

    private static Fault.Sort sortOf(Incident incident) {
        if (incident.cause() != 0) {
            return Fault.Sort.FOLLOW_UP;
        }
        return incident.isSuspect() ? Fault.Sort.SUSPECT : incident.kind().counted() ? Fault.Sort.VIOLATION : Fault.Sort.LEAK;
    }

    /**
     * The known fault that equals a candidate, or else the candidate itself, which is known from now on; null if there is no room.
     */
    private synchronized Fault find(Fault candidate) {
        Fingerprint exact = candidate.fingerprint();
        Key key = new Key(candidate.sort(), exact);
        Key site = new Key(candidate.sort(), new Fingerprint(exact.site(), ""));
        Fault known = faults.get(key);
        if (known != null) {
            return known;
        }
        Fault alike = faults.get(site);
        if (alike != null && alike.isWithoutEarlier()) {
            alike.setEarlier(candidate.earlier());
            faults.put(key, alike);
            return alike;
        }
        if (inOrder.size() >= CAPACITY) {
            return null;
        }
        Fault fault = suppression.silences(candidate) ? candidate.silenced() : candidate;
        inOrder.add(fault);
        faults.put(key, fault);
        faults.putIfAbsent(site, fault);
        return fault;
    }

    /** Remembers a suppressed finding, so that its follow-ups are suppressed, too. */
    private synchronized void silence(int sequence) {
        if (sequence < MOST_REMEMBERED) {
            silent.set(sequence);
        }
    }

    private synchronized boolean isSilent(int cause) {
        return cause != 0 && silent.get(cause);
    }

    /** All known faults in the order of their first occurrence. */
    public synchronized List<Fault> all() {
        return new ArrayList<>(inOrder);
    }

    /** The number of known faults of a sort. */
    public int distinct(Fault.Sort sort) {
        int count = 0;
        for (Fault fault : all()) {
            count += fault.sort() == sort ? 1 : 0;
        }
        return count;
    }

    /** The number of findings whose fault had no room. */
    public long withoutRoom() {
        return withoutRoom.get();
    }
}
