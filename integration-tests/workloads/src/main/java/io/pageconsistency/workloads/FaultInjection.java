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
 * Damages the agent's record again and again while a healthy load runs on it: each fault must be found, once, by whoever
 * meets it first, and told for what it is; and the load must not be accused of anything.
 *
 * <p>Arguments: {@code faults}, {@code threads}, {@code steps} of each thread, {@code seed}; the last is printed, to be given
 * again when a run has failed.
 */
public final class FaultInjection {
    private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(short[].class);
    private static final int KEPT_RUNS = 48;
    private static final int RUN = 20 * Pools.PAGE;
    private static final int[] KEPT_SLOTS = {16, 48, 128, 512, 1_024, 4_096, 28 * 1_024};
    /** So that cells are sound again before they are needed again. */
    private static final int FAULTS_BETWEEN_SCANS = 50;

    /** Cells that stay for as long as the program runs. */
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
            // However fast it is: until the last fault.
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

    /** What is held here keeps its chunks, and its runs cut: in those the load allocates and frees as well. */
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
     * False where the chosen cell or one beside it is damaged already, which would be one finding, and where the cell was just
     * changed, or may be stored into without another look.
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

    /** Each fault has one report, each report one fault. */
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
        // The longest first: the others may begin like it.
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
