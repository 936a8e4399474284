package io.pageconsistency.poison;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PatternTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 3, 4, 4_095, 4_096, 4_097, 20_001})
    void filledMemoryHasNoDamage(int length) {
        for (long place = 1L << 40; place < (1L << 40) + 5; place++) {
            ByteBuffer memory = ByteBuffer.allocateDirect(length);
            Pattern.fill(memory, place);
            assertThat(Damage.in(memory, place)).isNull();
            // The pattern depends on the place, not on the piece, so a part of it is intact, too.
            int half = length / 2;
            assertThat(Pattern.damage(memory.slice(half, length - half), place + half)).isEqualTo(-1);
        }
    }

    @ParameterizedTest
    @CsvSource({"0,1", "4095,1", "4096,3", "9999,1"})
    void changedBytesAreFound(int at, int bytes) {
        ByteBuffer memory = ByteBuffer.allocate(10_000);
        Pattern.fill(memory, 7);
        for (int i = at; i < at + bytes; i++) {
            memory.put(i, (byte) 0x41);
        }
        Damage damage = Damage.in(memory, 7);
        assertThat(damage.first()).isEqualTo(7 + at);
        assertThat(damage.last()).isEqualTo(7 + at + bytes - 1);
        assertThat(damage.bytes()).isEqualTo(bytes);
        assertThat(damage.dump()).startsWith("41");
        assertThat(damage.isOneBit()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"1,true", "128,true", "3,false"})
    void aFlippedBitIsDistinguishedFromAWrite(int bits, boolean one) {
        ByteBuffer memory = ByteBuffer.allocate(100);
        Pattern.fill(memory, 0);
        memory.put(50, (byte) (memory.get(50) ^ bits));
        assertThat(Damage.in(memory, 0).isOneBit()).isEqualTo(one);
    }

    /** The values given in the documentation. */
    @ParameterizedTest
    @ValueSource(longs = {0, 1L << 33})
    void readersRecogniseThePattern(long place) {
        ByteBuffer memory = ByteBuffer.allocate(8);
        Pattern.fill(memory, place);
        assertThat(memory.getInt(0)).isEqualTo(0xdeadf4ee).isNegative();
        assertThat(memory.getLong(0)).isEqualTo(0xdeadf4eedeadf4eeL);
        assertThat(memory.order(ByteOrder.LITTLE_ENDIAN).getInt(0)).isEqualTo(0xeef4adde).isNegative();
    }
}
