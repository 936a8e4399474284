package io.pageconsistency.recipes;

import okio.Buffer;
import okio.Segment;
import okio.SegmentPool;

/** Okio's static pool of segments on the heap. It ignores segments that several buffers share. */
final class Okio {
    /** Longer than one segment. */
    private static final int LENGTH = 20_000;

    private Okio() {
    }

    public static void main(String[] arguments) throws Exception {
        Traffic.run(random -> filled(), Buffer::clear);
        if (arguments[0].equals("misused")) {
            Segment segment = SegmentPool.take();
            SegmentPool.recycle(segment);
            SegmentPool.recycle(segment);
        }
        Outcome.print();
    }

    private static Buffer filled() throws Exception {
        Buffer buffer = new Buffer();
        buffer.writeUtf8("x".repeat(LENGTH));
        Buffer shares = new Buffer();
        buffer.copyTo(shares, 0, LENGTH);
        shares.readUtf8();
        return buffer;
    }
}
