package io.pageconsistency.ledger;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.pageconsistency.HeldMemory;
import io.pageconsistency.HolderFigures;
import io.pageconsistency.Holding;
import io.pageconsistency.report.PoolClasses;

/**
 * Sums up the memory that is held, by the stacks that took it.
 *
 * <p>Memory whose holder is not on record is attributed in proportion to the memory on record, for each allocator separately. If an
 * allocator has nothing on record, its memory has one holder without a stack. Memory that a class initialiser took is mostly a
 * constant, kept by design, so it is listed separately.
 */
public final class HeldByStack {
    private static final String CLASS_INITIALIZER = "<clinit>";
    private static final Comparator<HolderFigures> MOST_FIRST = Comparator.comparingLong(HolderFigures::getEstimatedBytes)
            .thenComparingLong(HolderFigures::getEstimatedPieces).reversed();

    private record Holder(String getAllocator, String[] getStack, long getBytes, long getPieces, long getEstimatedBytes,
            long getEstimatedPieces, long getOldestEpochMillis, boolean isConstant)
            implements HolderFigures {
    }

    private record Held(long getBytes, long getPieces, long getRecordedBytes, long getRecordedPieces, long getConstantBytes,
            long getConstantPieces, List<HolderFigures> getHolders) implements HeldMemory {
    }

    private record Place(String allocator, List<StackTraceElement> stack) {
    }

    private static final class Sum {
        private long bytes;
        private long pieces;
        private long oldest = Long.MAX_VALUE;

        void add(long more) {
            bytes += more;
            pieces++;
        }

        void add(Sum other) {
            bytes += other.bytes;
            pieces += other.pieces;
        }
    }

    private final PoolClasses classes;
    private final Map<Place, Sum> places = new HashMap<>();
    private final Map<String, Sum> all = new HashMap<>();
    private final Map<String, Sum> recorded = new HashMap<>();

    private HeldByStack(Ledger ledger, List<Holding> holdings) {
        classes = ledger.reports().poolClasses();
        holdings.forEach(this::add);
    }

    /**
     * @param limit the largest number of holders to return; 0 or more
     * @param constants whether to include holders that are class initialisers
     */
    public static HeldMemory of(Ledger ledger, int limit, boolean constants) {
        return of(ledger, Holdings.all(ledger), limit, constants);
    }

    /** The same for a list of holdings. */
    public static HeldMemory of(Ledger ledger, List<Holding> holdings, int limit, boolean constants) {
        return new HeldByStack(ledger, holdings).figures(limit, constants);
    }

    /**
     * The calls that took a piece of memory, innermost first, beginning with the call that used the pool; empty if not on record.
     */
    public static List<StackTraceElement> calls(PoolClasses classes, Holding holding) {
        StackTraceElement[] stack = holding.holder() == null ? new StackTraceElement[0] : holding.holder().stack();
        // Without the pool's own frames: the same caller may get memory through different paths inside the pool.
        return stack.length == 0 ? List.of()
                : Arrays.asList(stack).subList(Math.max(0, classes.of(holding.allocator()).callerIn(stack)), stack.length);
    }

    private static Sum in(Map<String, Sum> sums, String allocator) {
        return sums.computeIfAbsent(allocator, any -> new Sum());
    }

    private void add(Holding holding) {
        long bytes = Math.max(0, holding.extent().length());
        in(all, holding.allocator()).add(bytes);
        List<StackTraceElement> calls = calls(classes, holding);
        if (!calls.isEmpty()) {
            in(recorded, holding.allocator()).add(bytes);
            Sum sum = places.computeIfAbsent(new Place(holding.allocator(), calls), any -> new Sum());
            sum.add(bytes);
            sum.oldest = Math.min(sum.oldest, holding.holder().when().toEpochMilli());
        }
    }

    private HeldMemory figures(int limit, boolean constants) {
        Sum total = new Sum();
        Sum known = new Sum();
        Sum constant = new Sum();
        List<HolderFigures> holders = new ArrayList<>();
        all.forEach((allocator, sum) -> {
            total.add(sum);
            if (!recorded.containsKey(allocator)) {
                holders.add(new Holder(allocator, new String[0], sum.bytes, sum.pieces, sum.bytes, sum.pieces, 0, false));
            }
        });
        recorded.values().forEach(known::add);
        places.forEach((place, sum) -> {
            boolean isConstant = place.stack.stream().anyMatch(frame -> frame.getMethodName().equals(CLASS_INITIALIZER));
            if (isConstant) {
                constant.add(sum);
            }
            if (constants || !isConstant) {
                holders.add(holder(place, sum, isConstant));
            }
        });
        holders.sort(MOST_FIRST);
        return new Held(total.bytes, total.pieces, known.bytes, known.pieces, constant.bytes, constant.pieces,
                List.copyOf(holders.subList(0, Math.min(limit, holders.size()))));
    }

    private HolderFigures holder(Place place, Sum sum, boolean constant) {
        Sum ofAll = all.get(place.allocator);
        Sum ofRecorded = recorded.get(place.allocator);
        // A constant is not extrapolated: the memory that is not on record is unlikely to contain more of the same.
        return new Holder(place.allocator, place.stack.stream().map(StackTraceElement::toString).toArray(String[]::new),
                sum.bytes, sum.pieces,
                constant ? sum.bytes : share(sum.bytes, ofRecorded.bytes, ofAll.bytes),
                constant ? sum.pieces : share(sum.pieces, ofRecorded.pieces, ofAll.pieces), sum.oldest, constant);
    }

    private static long share(long part, long recorded, long whole) {
        return recorded == 0 ? part : Math.round((double) part / recorded * whole);
    }
}
