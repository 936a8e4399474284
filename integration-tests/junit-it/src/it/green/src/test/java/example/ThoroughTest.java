package example;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

import org.junit.jupiter.api.Test;

import io.netty.buffer.BrokenPool;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.pageconsistency.Mode;
import io.pageconsistency.junit.PageConsistency;

@PageConsistency(mode = Mode.TEST)
class ThoroughTest {
    private static final int BUFFERS = 1_000;

    @Test
    void noBufferObjectIsUsedAgain() {
        PooledByteBufAllocator pool = BrokenPool.healthy();
        Set<ByteBuf> different = Collections.newSetFromMap(new IdentityHashMap<>());
        for (int i = 0; i < BUFFERS; i++) {
            ByteBuf buffer = pool.directBuffer(1_000);
            different.add(buffer);
            buffer.release();
        }
        assertEquals(Mode.TEST, io.pageconsistency.PageConsistency.mode());
        assertEquals(BUFFERS, different.size());
    }
}
