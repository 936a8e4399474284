package org.example;

import org.mockito.Mockito;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;

/**
 * Mocks classes with Mockito's inline mock maker, which retransforms them and all they inherit from, the pool's own buffers
 * and the pool among them; then, and with them mocked, {@link Service} works.
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
