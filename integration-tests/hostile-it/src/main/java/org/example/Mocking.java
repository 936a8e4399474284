package org.example;

import org.mockito.Mockito;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;

/**
 * Mocks classes with Mockito's inline mock maker, which retransforms them and all their supertypes, including the pool and its
 * buffers. Then {@link Service} runs while they are mocked.
 */
public final class Mocking {
    private Mocking() {
    }

    public static void main(String[] args) throws ReflectiveOperationException {
        ByteBuf real = PooledByteBufAllocator.DEFAULT.directBuffer(1_001);
        ByteBuf buffer = Mockito.mock(real.getClass());
        Mockito.when(buffer.capacity()).thenReturn(13);
        PooledByteBufAllocator pool = Mockito.spy(new PooledByteBufAllocator(true));
        ByteBuf spied = pool.directBuffer(3_001);
        System.out.println("MOCKED capacity=" + buffer.capacity() + " of " + real.capacity() + " spied=" + spied.capacity());
        spied.release();
        real.release();
        Service.main(args);
    }
}
