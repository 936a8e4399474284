package io.pageconsistency.workloads;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.pageconsistency.PageConsistency;
import io.pageconsistency.Violation;
import io.pageconsistency.ViolationKind;
import io.pageconsistency.region.Region;

/**
 * Damages the agent's record again and again while a healthy load runs. Each fault must be found once, by the first operation or
 * scan that meets it, and reported correctly. The load must not be accused.
 *
 * <p>Arguments: {@code faults}, {@code threads}, {@code steps} of each thread, {@code seed}. The seed is printed, so that a failed
 * run can be repeated.
 */
public final class FaultInjection {
    private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(short[].class);
    private static final int KEPT_RUNS = 48;
    private static final int RUN = 20 * Pools.PAGE;
    private static final int[] KEPT_SLOTS = {16, 48, 128, 512, 1_024, 4_096, 28 * 1_024};
    /** Scans repair cells, so that later faults find enough sound ones. */
    private static final int FAULTS_BETWEEN_SCANS = 50;

    /** Cells that exist as long as the program runs. */
    private record Target(int region, short[] cells, boolean ofPages) {
    }

    private final SplittableRandom random;
    private final PooledByteBufAllocator pool = Pools.cached(1, 0);
    private final List<ByteBuf> kept = new ArrayList<>();
    private final List<Target> targets = new ArrayList<>();
    private final List<String> expected = new ArrayList<>();
    private final Map<Fault.Kind, Integer> injected = new EnumMap<>(Fault.Kind.class);
    private final Queue<Violation> found = new ConcurrentLinkedQueue<>();

    private FaultInjection(long seed) {
        random = new SplittableRandom(seed);
    }

    public static void main(String[] args) throws Exception {
        Arguments arguments = new Arguments(args);
        long seed = Long.parseLong(arguments.text("seed", Long.toString(System.nanoTime())));
        System.out.println("seed=" + seed);
        new FaultInjection(seed).run(arguments.number("faults", 5_003), arguments.number("threads", 3),
                arguments.number("steps", 49_999));
    }

    private void run(int faults, int threads, int steps) throws Exception {
        PageConsistency.addListener(found::add);
        keepMemory();
        Outcome outcome = new Outcome();
        AtomicBoolean over = new AtomicBoolean();
        Thread load = new Thread(() -> {
            long allocations = 0;
            // The load must run until the last fault.
            do {
                allocations += new Churn(pool, steps).run(threads);
            } while (!over.get());
            outcome.with("allocations", allocations);
        });
        load.start();
        int beside = 0;
        while (expected.size() < faults) {
            if (!inject()) {
                continue;
            }
            beside += load.isAlive() ? 1 : 0;
            if (expected.size() % FAULTS_BETWEEN_SCANS == 0) {
                PageConsistency.validate();
            }
        }
        over.set(true);
        load.join();
        int left = PageConsistency.validate().getDamaged() + PageConsistency.validate().getDamaged();
        kept.forEach(ByteBuf::release);
        outcome.with("faults", expected.size()).with("besideTheLoad", beside).with("leftToTheLastScan", left);
        injected.forEach((kind, count) -> outcome.with(kind.name(), count));
        compare(outcome);
        outcome.print();
    }

    /**
     * Holds memory, so that its chunks stay open and its runs stay divided. The load allocates and frees in the same chunks and
     * runs.
     */
    private void keepMemory() throws ReflectiveOperationException {
        for (boolean direct : new boolean[] {true, false}) {
            for (int i = 0; i < KEPT_RUNS; i++) {
                keep(direct, RUN);
            }
            for (int size : KEPT_SLOTS) {
                Internals slot = keep(direct, size);
                Region region = regionOf(slot);
                Object[] slots = (Object[]) Internals.field(region, "slots");
                targets.add(new Target(region.id(), (short[]) Internals.field(slots[slot.page()], "cells"), false));
            }
        }
        List<Region> regions = kept.stream().map(Internals::of).map(FaultInjection::regionOf).distinct().toList();
        for (Region region : regions) {
            targets.add(new Target(region.id(), (short[]) Internals.field(Internals.field(region, "pages"), "cells"), true));
        }
    }

    private Internals keep(boolean direct, int size) {
        ByteBuf buffer = direct ? pool.directBuffer(size) : pool.heapBuffer(size);
        kept.add(buffer);
        return Internals.of(buffer);
    }

    private static Region regionOf(Internals internals) {
        return Insides.ledger().regions().stream().filter(region -> region.get() == internals.chunk()).findAny()
                .orElseThrow(() -> new IllegalStateException("no region for " + internals));
    }

    /**
     * Damages one cell. Returns false if the cell or a neighbour is already damaged, which would be one finding. Also returns false
     * if the cell has just changed, or if an operation may store into it without another look.
     */
    private boolean inject() {
        Target target = targets.get(random.nextInt(targets.size()));
        int index = random.nextInt(target.cells().length);
        short cell = cell(target, index);
        if (!Fault.isSound(cell) || !Fault.isComparedAndSet(cell) || index > 0 && !Fault.isSound(cell(target, index - 1))
                || index + 1 < target.cells().length && !Fault.isSound(cell(target, index + 1))) {
            return false;
        }
        Fault fault = Fault.of(cell, random);
        if (!CELL.compareAndSet(target.cells(), index, cell, fault.damaged())) {
            return false;
        }
        expected.add("region " + target.region() + ": " + fault.report(index, target.ofPages()));
        injected.merge(fault.kind(), 1, Integer::sum);
        return true;
    }

    private static short cell(Target target, int index) {
        return (short) CELL.getVolatile(target.cells(), index);
    }

    /** Matches faults and reports: each fault has one report, and each report one fault. */
    private void compare(Outcome outcome) {
        List<String> reports = new ArrayList<>();
        List<Violation> healthy = new ArrayList<>();
        for (Violation violation : found) {
            if (violation.kind() == ViolationKind.BITMAP_CORRUPTION && violation.isCounted()) {
                reports.add("region " + violation.regionId() + ": " + violation.explanation());
            } else {
                healthy.add(violation);
            }
        }
        // Matches long expectations first, because shorter ones may be their beginning.
        reports.sort(null);
        List<String> missed = new ArrayList<>();
        expected.stream().sorted((a, b) -> b.length() - a.length()).forEach(begin -> {
            if (reports.stream().filter(report -> report.startsWith(begin)).findFirst().map(reports::remove).isEmpty()) {
                missed.add(begin);
            }
        });
        missed.forEach(text -> System.out.println("MISSED " + text));
        reports.forEach(text -> System.out.println("UNEXPECTED " + text));
        healthy.forEach(violation -> System.out.println("HEALTHY " + violation));
        outcome.with("missed", missed.size()).with("unexpected", reports.size()).with("healthyReported", healthy.size());
    }
}
