package io.pageconsistency.bitmap;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The code of the cell: what it detects and locates. Tries all possible cells. */
class CellTest {
    private static final int STATES = 32;
    private static final int ALL = 1 << Short.SIZE;

    private static int distance(int one, int other) {
        return Integer.bitCount((one ^ other) & 0xffff);
    }

    @Test
    void theCellOfAStateDecodesToThatState() {
        for (int state = 0; state < STATES; state++) {
            assertThat(Cell.intact(Cell.of(state))).isTrue();
            assertThat(Cell.state(Cell.of(state))).isEqualTo(state);
            assertThat(Cell.flips(Cell.of(state))).isZero();
        }
    }

    @Test
    void anyTwoStatesDifferInEightBits() {
        for (int state = 0; state < STATES; state++) {
            for (int other = 0; other < state; other++) {
                assertThat(distance(Cell.of(state), Cell.of(other))).isGreaterThanOrEqualTo(8);
            }
        }
    }

    @Test
    void theSecondaryRepeatsThePrimaryOrIsItsComplement() {
        for (int state = 0; state < STATES; state++) {
            int code = Cell.code(state);
            assertThat(code >> 8).isEqualTo(code & 0xff ^ ((state & Cell.M) == 0 ? 0 : 0xff));
        }
    }

    @Test
    void codeIsLinear() {
        for (int one = 0; one < STATES; one++) {
            for (int other = 0; other < STATES; other++) {
                assertThat(Cell.code(one ^ other)).isEqualTo(Cell.code(one) ^ Cell.code(other));
            }
        }
    }

    @Test
    void overwrittenMemoryIsNoCodeword() {
        for (int state = 0; state < STATES; state++) {
            assertThat(distance(Cell.of(state), 0)).as("with zeroes").isGreaterThanOrEqualTo(6);
            assertThat(distance(Cell.of(state), -1)).as("with ones").isGreaterThanOrEqualTo(6);
            for (int value = 0; value < 256; value++) {
                assertThat(distance(Cell.of(state), value << 8 | value)).as("with bytes %d", value).isGreaterThanOrEqualTo(4);
            }
        }
    }

    @Test
    void upToThreeFlipsAreLocatedAndUpToSevenAreDetected() {
        for (int state = 0; state < STATES; state++) {
            for (int flips = 1; flips < ALL; flips++) {
                short damaged = (short) (Cell.of(state) ^ flips);
                int count = Integer.bitCount(flips);
                if (count <= 7 && Cell.intact(damaged) || count <= 3 && Cell.flips(damaged) != flips
                        || count == 4 && Cell.flips(damaged) != 0) {
                    throw new AssertionError("flips 0x" + Integer.toHexString(flips) + " of state " + state);
                }
            }
        }
    }

    @Test
    void exactlyThirtyTwoCellsAreIntact() {
        int intact = 0;
        for (int cell = 0; cell < ALL; cell++) {
            intact += Cell.intact((short) cell) ? 1 : 0;
        }
        assertThat(intact).isEqualTo(STATES);
    }

    @Test
    void aUnitIsUnknownExactlyIfOnlyStartIsSet() {
        for (int state = 0; state < STATES; state++) {
            assertThat(Cell.isUnknown(state)).isEqualTo((state & ~Cell.M) == Cell.S);
            assertThat(Cell.continuesHandOut(state)).isEqualTo((state & Cell.H) != 0 && (state & Cell.S) == 0);
            assertThat(Cell.mayContinue(Cell.of(state))).isEqualTo(Cell.continuesHandOut(state));
        }
        assertThat(Cell.continuesHandOut(Cell.DAMAGED)).isFalse();
    }
}
