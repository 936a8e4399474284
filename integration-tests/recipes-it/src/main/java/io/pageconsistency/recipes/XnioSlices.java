package io.pageconsistency.recipes;

import java.nio.ByteBuffer;

import org.xnio.ByteBufferSlicePool;
import org.xnio.Pooled;

/** XNIO's older pool, which hands slices out in objects of a type that it does not show, and guards itself. */
final class XnioSlices {
    private static final int SLICE = 4096;

    private XnioSlices() {
    }

    @SuppressWarnings("deprecation")
    public static void main(String[] arguments) throws Exception {
        ByteBufferSlicePool pool = new ByteBufferSlicePool(SLICE, 16 * SLICE);
        Traffic.run(random -> pool.allocate(), Pooled::free);
        if (arguments[0].equals("guarded")) {
            Pooled<ByteBuffer> slice = pool.allocate();
            slice.free();
            slice.free();
            System.out.println("GUARDED");
        }
        Outcome.print();
    }
}
