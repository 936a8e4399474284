package io.pageconsistency.report;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

import io.pageconsistency.Party;

/**
 * The faults met so far, each of which is one, however often it is met. Bounded: what has no room is counted together.
 *
 * <p>Of many earlier parties no stack is recorded. A finding without one is taken for the fault that is known with the same kind and
 * call, and a fault that was met without one first gets the party that is met next. Thread-safe.
 */
public final class Faults {
    /** More distinct faults than anybody reads about. */
    public static final int CAPACITY = 1_024;

    /** As many bits, eight megabytes, at most. */
    private static final int MOST_REMEMBERED = 1 << 26;

    /** Which fault; findings that count and those that do not are told apart. */
    private record Key(Fault.Sort sort, Fingerprint fingerprint) {
    }

    /** By kind and call alone, and by all. */
    private final Map<Key, Fault> faults = new HashMap<>();
    private final List<Fault> inOrder = new ArrayList<>();
    /** Findings that are silent, by their numbers. */
    private final BitSet silent = new BitSet();
    private final AtomicLong withoutRoom = new AtomicLong();
    private volatile Suppression suppression = Suppression.NONE;

    /** Says which faults are silent from now on. */
    public void suppress(Suppression known) {
        suppression = known;
    }

    /** Whether any fault may be silent. */
    boolean suppresses() {
        return suppression != Suppression.NONE;
    }

    /** Whether the fault of what was found is silent. */
    boolean isKnown(Incident incident, Party guilty, PoolClasses.Own pool) {
        return suppression.silences(candidate(incident, guilty, pool));
    }

    /** Recognises the fault of what was found by somebody, and counts it. */
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
        long repeat = fault.seen();
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

    /** The known fault that this is, or this one, which is known from now on; null where there is no room for it. */
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
            alike.pair(candidate.earlier());
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

    /** Remembers that what follows from a finding is as silent as that itself. */
    private synchronized void silence(int sequence) {
        if (sequence < MOST_REMEMBERED) {
            silent.set(sequence);
        }
    }

    private synchronized boolean isSilent(int cause) {
        return cause != 0 && silent.get(cause);
    }

    /** All that are known, in the order in which they were met. */
    public synchronized List<Fault> all() {
        return new ArrayList<>(inOrder);
    }

    /** How many distinct ones of a sort are known. */
    public int distinct(Fault.Sort sort) {
        int count = 0;
        for (Fault fault : all()) {
            count += fault.sort() == sort ? 1 : 0;
        }
        return count;
    }

    /** Findings of faults for which there was no room. */
    public long withoutRoom() {
        return withoutRoom.get();
    }
}
