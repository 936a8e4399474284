package io.pageconsistency.bitmap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.SplittableRandom;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.pageconsistency.Operation;

/** The slot map compared with a second implementation of its rules, which keeps one English word for each slot. */
class SlotMapTest {
    private enum State { NEVER, UNKNOWN, FREE, CLAIMED, HELD }

    private static final int STEPS = 40_000;
    private static final Operation[] OPERATIONS =
            {Operation.RESERVE, Operation.RELEASE, Operation.HAND_OUT, Operation.TAKE_BACK};

    private static long perform(SlotMap map, Operation operation, int slot) {
        return switch (operation) {
            case RESERVE -> map.reserve(slot);
            case RELEASE -> map.release(slot);
            case HAND_OUT -> map.handOut(slot);
            default -> map.takeBack(slot);
        };
    }

    private static Finding expected(Operation operation, State state) {
        return switch (operation) {
            case RESERVE -> switch (state) {
                case CLAIMED, HELD -> Finding.ALREADY_CLAIMED;
                default -> null;
            };
            case HAND_OUT -> switch (state) {
                case NEVER, FREE -> Finding.UNCLAIMED;
                case HELD -> Finding.ALREADY_HELD;
                default -> null;
            };
            case TAKE_BACK -> switch (state) {
                case NEVER -> Finding.NEVER_ALLOCATED;
                case FREE, CLAIMED -> Finding.ALREADY_FREE;
                default -> null;
            };
            default -> switch (state) {
                case NEVER -> Finding.NEVER_ALLOCATED;
                case FREE -> Finding.ALREADY_FREE;
                case HELD -> Finding.STILL_HELD;
                default -> null;
            };
        };
    }

    private static State after(Operation operation) {
        return switch (operation) {
            case RESERVE, TAKE_BACK -> State.CLAIMED;
            case HAND_OUT -> State.HELD;
            default -> State.FREE;
        };
    }

    @ParameterizedTest
    @CsvSource({"1,true", "17,true", "512,true", "1,false", "17,false"})
    void mapAgreesWithModel(int slots, boolean known) {
        SlotMap map = new SlotMap(slots, 64, 2, known);
        State[] model = new State[slots];
        Arrays.fill(model, known ? State.NEVER : State.UNKNOWN);
        SplittableRandom random = new SplittableRandom(slots);
        Set<Finding> met = EnumSet.noneOf(Finding.class);
        for (int step = 0; step < STEPS; step++) {
            int slot = random.nextInt(slots);
            Operation operation = OPERATIONS[random.nextInt(OPERATIONS.length)];
            Finding finding = expected(operation, model[slot]);
            assertThat(perform(map, operation, slot)).as("%s of a slot %s", operation, model[slot])
                    .isEqualTo(finding == null ? Finding.NONE : finding.at(slot));
            if (finding == null) {
                model[slot] = after(operation);
            } else {
                met.add(finding);
                if (random.nextBoolean()) {
                    map.force(operation, slot);
                    boolean free = model[slot] == State.FREE || model[slot] == State.NEVER;
                    model[slot] = operation == Operation.TAKE_BACK && free ? State.FREE : after(operation);
                }
            }
            compare(map, model, slot);
            if (step % 50 == 0) {
                compareAll(map, model);
            }
            if (step % 1_000 == 999) {
                forget(map, model, random.nextInt(slots));
            }
            if (step % 5_000 == 4_999) {
                damageAndRepair(map, model, random);
            }
        }
        compareAll(map, model);
        assertThat(met).contains(Finding.ALREADY_CLAIMED, Finding.ALREADY_HELD, Finding.UNCLAIMED, Finding.ALREADY_FREE,
                Finding.STILL_HELD);
        assertThat(met.contains(Finding.NEVER_ALLOCATED)).isEqualTo(known);
    }

    private static void forget(SlotMap map, State[] model, int slot) {
        map.forget(slot);
        if (model[slot] != State.HELD) {
            model[slot] = State.UNKNOWN;
        }
    }

    private static void damageAndRepair(SlotMap map, State[] model, SplittableRandom random) {
        int slot = random.nextInt(model.length);
        map.flip(slot, 1 << random.nextInt(Short.SIZE));
        assertThat(map.reserve(slot)).isEqualTo(Finding.CORRUPTED.at(slot));
        assertThat(map.firstDamaged(0)).isEqualTo(slot);
        map.forget(slot);
        assertThat(map.damaged()).as("forgetting hides no damage").isEqualTo(1);
        assertThat(map.repair(slot).located()).isTrue();
        assertThat(map.damaged()).isZero();
        model[slot] = State.UNKNOWN;
    }

    private static void compare(SlotMap map, State[] model, int slot) {
        assertThat(map.isHeld(slot)).isEqualTo(model[slot] == State.HELD);
        assertThat(map.isReserved(slot)).isEqualTo(model[slot] == State.HELD || model[slot] == State.CLAIMED);
    }

    private static void compareAll(SlotMap map, State[] model) {
        int held = 0;
        int reserved = 0;
        int firstHeld = -1;
        for (int slot = 0; slot < model.length; slot++) {
            compare(map, model, slot);
            if (model[slot] == State.HELD) {
                held++;
                firstHeld = firstHeld < 0 ? slot : firstHeld;
            }
            reserved += model[slot] == State.HELD || model[slot] == State.CLAIMED ? 1 : 0;
        }
        assertThat(map.held()).isEqualTo(held);
        assertThat(map.reserved()).isEqualTo(reserved);
        assertThat(map.firstHeld()).isEqualTo(firstHeld);
        assertThat(map.damaged()).isZero();
    }

    @Test
    void slotsOutsideTheRunAreFindings() {
        SlotMap map = new SlotMap(17, 480, 1, true);
        for (int slot : new int[] {17, 31, 32, -1, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
            assertThat(map.reserve(slot)).isEqualTo(Finding.OUTSIDE.at(slot));
            assertThat(map.handOut(slot)).isEqualTo(Finding.OUTSIDE.at(slot));
            assertThat(map.takeBack(slot)).isEqualTo(Finding.OUTSIDE_FREED.at(slot));
            assertThat(map.release(slot)).isEqualTo(Finding.OUTSIDE_FREED.at(slot));
            map.force(Operation.RESERVE, slot);
            map.forget(slot);
            assertThatThrownBy(() -> map.isHeld(slot)).isInstanceOf(IndexOutOfBoundsException.class);
        }
        assertThat(map.reserved()).isZero();
    }

    @Test
    void theMarkStaysThroughAllOperations() {
        SlotMap map = new SlotMap(16, 64, 1, true);
        map.mark(3, true);
        for (int life = 0; life < 2; life++) {
            for (Operation operation : new Operation[] {Operation.RESERVE, Operation.HAND_OUT, Operation.TAKE_BACK,
                    Operation.RELEASE}) {
                assertThat(perform(map, operation, 3)).isEqualTo(Finding.NONE);
                assertThat(map.isMarked(3)).isEqualTo(life == 0);
            }
            map.mark(3, false);
        }
    }

    @Test
    void aStateThatIsRightAfterAFenceIsNoFault() {
        SlotMap map = new SlotMap(16, 64, 1, true);
        map.reserve(3);
        long stale = Finding.ALREADY_HELD.at(3);
        assertThat(map.recheck(Operation.HAND_OUT, 3, stale)).isEqualTo(Finding.SEEN_LATE.at(3));
        assertThat(map.isHeld(3)).isTrue();
        assertThat(map.recheck(Operation.HAND_OUT, 3, stale)).isEqualTo(Finding.ALREADY_HELD.at(3));
    }

    @Test
    void aDamagedCellIsReplacedWhenForced() {
        SlotMap map = new SlotMap(16, 64, 1, true);
        map.flip(3, 0x0ff0);
        map.force(Operation.HAND_OUT, 3);
        assertThat(map.damaged()).isZero();
        assertThat(map.held()).isEqualTo(1);
        assertThat(map.firstHeld()).isEqualTo(3);
    }
}
