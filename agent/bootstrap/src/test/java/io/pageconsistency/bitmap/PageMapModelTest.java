package io.pageconsistency.bitmap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.pageconsistency.Operation;
import io.pageconsistency.bitmap.PageMapModel.Objection;
import io.pageconsistency.bitmap.PageMapModel.Page;

/**
 * Random operations on random ranges: the map and {@link PageMapModel} must have the same finding, at the same page, and the same
 * state after.
 */
class PageMapModelTest {
    private static final int STEPS = 20_000;
    private static final Operation[] OPERATIONS =
            {Operation.RESERVE, Operation.RELEASE, Operation.HAND_OUT, Operation.TAKE_BACK};

    private PageMap map;
    private PageMapModel model;
    private SplittableRandom random;
    /** The damaged cells that no operation has met yet. */
    private final BitSet damaged = new BitSet();
    private final Map<Finding, Integer> met = new EnumMap<>(Finding.class);
    private int clean;
    private int repairs;

    @ParameterizedTest
    @CsvSource({"1,true,true", "7,true,true", "8,true,true", "9,true,true", "100,true,true", "513,true,true",
            "1,false,true", "7,false,true", "9,false,true", "100,false,true",
            "7,true,false", "9,true,false", "100,true,false", "513,false,false"})
    void mapAgreesWithModel(int size, boolean reserves, boolean known) {
        map = new PageMap(size, reserves, known);
        model = new PageMapModel(size, reserves, known);
        random = new SplittableRandom(size * 4L + (reserves ? 2 : 0) + (known ? 1 : 0));
        for (int step = 0; step < STEPS; step++) {
            int choice = random.nextInt(100);
            if (choice < 2) {
                damage();
            } else if (choice < 4) {
                forget();
            } else if (choice < 8) {
                map.mark(random.nextInt(size), random.nextBoolean());
            } else {
                operate();
            }
            if (step % 64 == 0) {
                compareAll();
            }
        }
        compareAll();
        assertThat(clean).as("clean operations").isGreaterThan(STEPS / 20);
        assertThat(repairs).as("healed cells").isGreaterThan(STEPS / 500);
        assertThat(met).containsKeys(Finding.ALREADY_CLAIMED, Finding.ALREADY_HELD, Finding.ALREADY_FREE,
                Finding.OUTSIDE, Finding.OUTSIDE_FREED);
        if (size > 1) {
            assertThat(met).containsKeys(Finding.NOT_A_START, Finding.OTHER_INSIDE, Finding.ONLY_A_PART);
        }
        if (reserves) {
            assertThat(met).containsKeys(Finding.UNCLAIMED, Finding.STILL_HELD);
        }
    }

    private void operate() {
        Operation operation = OPERATIONS[random.nextInt(OPERATIONS.length)];
        long first = randomFirst(operation);
        long count = randomCount(first);
        long packed = start(operation, first, count);
        if (model.isOutside(first, count)) {
            boolean freed = operation == Operation.RELEASE || operation == Operation.TAKE_BACK;
            Finding expected = freed ? Finding.OUTSIDE_FREED : Finding.OUTSIDE;
            assertThat(packed).isEqualTo(expected.at(first));
            met.merge(expected, 1, Integer::sum);
            repairRange(first, count);
            force(operation, first, count);
            return;
        }
        List<Objection> objections = model.objections(operation, first, count);
        while (packed != Finding.NONE && Finding.of(packed) == Finding.CORRUPTED) {
            repair((int) Finding.place(packed));
            packed = map.slowPath(operation, first, count);
        }
        if (objections.isEmpty()) {
            assertThat(packed).as("%s of %d from %d", operation, count, first).isEqualTo(Finding.NONE);
            model.apply(operation, first, count);
            clean++;
        } else {
            Objection gravest = PageMapModel.gravest(objections);
            assertThat(packed).as("%s of %d from %d: %s", operation, count, first, objections)
                    .isEqualTo(gravest.finding().at(gravest.page()));
            met.merge(gravest.finding(), 1, Integer::sum);
            // Nothing has changed.
            compare(first - 9, first + count + 9);
            repairRange(first, count);
            force(operation, first, count);
        }
        compare(first - 9, first + count + 9);
    }

    private long start(Operation operation, long first, long count) {
        return switch (operation) {
            case RESERVE -> map.reserve(first, count);
            case RELEASE -> map.release(first, count);
            case HAND_OUT -> map.handOut(first, count);
            default -> map.takeBack(first, count);
        };
    }

    private void force(Operation operation, long first, long count) {
        map.force(operation, first, count);
        model.apply(operation, first, count);
        // The rest of a hand-out after the range begins there.
        long end = first > Long.MAX_VALUE - count ? Long.MAX_VALUE : first + count;
        if (count > 0 && end > 0 && end < model.pages.length && !damaged.get((int) end)) {
            Page behind = model.pages[(int) end];
            behind.start = behind.held;
        }
        compare(0, model.pages.length);
    }

    private void repairRange(long first, long count) {
        for (int page = damaged.nextSetBit(0); page >= 0; page = damaged.nextSetBit(page + 1)) {
            if (PageMapModel.covers(first, count, page)) {
                repair(page);
            }
        }
    }

    /** The map must report exactly the cells that the test damaged. */
    private void repair(int page) {
        assertThat(damaged.get(page)).as("the cell of page %d is damaged", page).isTrue();
        assertThat(map.repair(page)).isNotNull();
        assertThat(map.repair(page)).as("healed already").isNull();
        damaged.clear(page);
        repairs++;
    }

    private void damage() {
        int page = random.nextInt(model.pages.length);
        if (!damaged.get(page)) {
            int flips = 0;
            for (int bits = 1 + random.nextInt(7); bits > 0; bits--) {
                flips |= 1 << random.nextInt(Short.SIZE);
            }
            map.flip(page, flips);
            damaged.set(page);
            model.damage(page);
        }
    }

    private void forget() {
        long first = random.nextInt(model.pages.length + 2) - 1;
        long count = randomCount(first);
        map.forget(first, count, false);
        model.forget(first, count);
        compare(0, model.pages.length);
    }

    /** Mostly ranges on which the operation can succeed, so that hand-outs live long enough for others to meet them. */
    private long randomFirst(Operation operation) {
        int size = model.pages.length;
        int choice = random.nextInt(100);
        if (choice < 1) {
            return random.nextBoolean() ? Long.MAX_VALUE - random.nextInt(10) : Long.MIN_VALUE + random.nextInt(10);
        }
        if (choice < 3) {
            return random.nextInt(-10, size + 10);
        }
        int first = random.nextInt(size);
        for (int tries = 0; choice < 70 && tries < 2 * size && !model.objections(operation, first, 1).isEmpty(); tries++) {
            first = (first + 1) % size;
        }
        return first;
    }

    private long randomCount(long first) {
        int choice = random.nextInt(100);
        if (choice < 1) {
            return switch (random.nextInt(5)) {
                case 0 -> 0;
                case 1 -> -1 - random.nextInt(10);
                case 2 -> Long.MIN_VALUE + random.nextInt(3);
                case 3 -> Long.MAX_VALUE - random.nextInt(3);
                default -> model.pages.length + 1;
            };
        }
        if (choice < 40 && first >= 0 && first < model.pages.length) {
            // The hand-out there, if there is one.
            int end = (int) first + 1;
            while (end < model.pages.length && model.pages[end].held && !model.pages[end].start
                    && model.pages[(int) first].held) {
                end++;
            }
            return end - first;
        }
        return 1 + random.nextInt(choice < 80 ? 3 : 40);
    }

    private void compare(long from, long to) {
        int end = (int) Math.min(to, model.pages.length);
        for (int i = (int) Math.max(0, from); i < end; i++) {
            if (damaged.get(i)) {
                assertThat(map.intact(i)).isFalse();
                continue;
            }
            Page page = model.pages[i];
            boolean unknown = map.isUnknown(i);
            if (!map.intact(i) || map.isReserved(i) != page.claimed || map.isHeld(i) != page.held
                    || map.isStart(i) != page.start || map.isKnown(i) != (page.past == PageMapModel.Past.SEEN)
                    || unknown != (page.past == PageMapModel.Past.UNKNOWN)) {
                throw new AssertionError("page " + i + " differs: map R" + map.isReserved(i) + " H" + map.isHeld(i) + " S"
                        + map.isStart(i) + " K" + map.isKnown(i) + " unknown " + unknown + ", model R" + page.claimed + " H"
                        + page.held + " S" + page.start + " " + page.past);
            }
        }
    }

    private void compareAll() {
        compare(0, model.pages.length);
        assertThat(map.damaged()).isEqualTo(damaged.cardinality());
        if (damaged.isEmpty()) {
            assertThat(map.reserved()).isEqualTo(model.reserved());
            assertThat(map.held()).isEqualTo(model.held());
            long from = random.nextInt(model.pages.length);
            long expected = from;
            while (expected < model.pages.length && !model.pages[(int) expected].held) {
                expected++;
            }
            assertThat(map.nextHeld(from)).isEqualTo(expected == model.pages.length ? -1 : expected);
        }
    }
}
