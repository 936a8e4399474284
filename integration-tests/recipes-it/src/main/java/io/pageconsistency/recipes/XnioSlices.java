package io.pageconsistency.recipes;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;

import org.xnio.ByteBufferSlicePool;
import org.xnio.Pooled;

/** XNIO's older pool. It hands out slices in objects of a hidden type, and has its own checks. */
final class XnioSlices {
    private static final int SLICE = 4096;

    private XnioSlices() {
    }

    @SuppressWarnings("deprecation")
    public static void main(String[] arguments) throws Exception {
        ByteBufferSlicePool pool = new ByteBufferSlicePool(SLICE, 16 * SLICE);
        Traffic.run(random -> pool.allocate(), Pooled::free);
        Pooled<ByteBuffer> freed = pool.allocate();
        freed.free();
        freed.free();
        System.out.println("GUARDED");
        if (arguments[0].equals("misused")) {
            Pooled<ByteBuffer> slice = pool.allocate();
            Field region = slice.getClass().getDeclaredField("region");
            region.setAccessible(true);
            Object memory = region.get(slice);
            Method free = Reflected.method(ByteBufferSlicePool.class, "doFree", 1);
            Reflected.call(free, pool, memory);
            Reflected.call(free, pool, memory);
        }
        Outcome.print();
    }
}
