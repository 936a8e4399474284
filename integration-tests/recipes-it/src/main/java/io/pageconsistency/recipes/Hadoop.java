package io.pageconsistency.recipes;

import java.nio.ByteBuffer;

import org.apache.hadoop.io.ElasticByteBufferPool;
import org.apache.hadoop.util.DirectBufferPool;

/** Two pools of Hadoop that do not check what they are given back. */
final class Hadoop {
    private static final int LARGE = 64 << 10;

    private Hadoop() {
    }

    public static void main(String[] arguments) throws Exception {
        ElasticByteBufferPool elastic = new ElasticByteBufferPool();
        DirectBufferPool direct = new DirectBufferPool();
        Traffic.run(random -> elastic.getBuffer(random.nextBoolean(), 1 + random.nextInt(9_999)), elastic::putBuffer);
        Traffic.run(random -> direct.getBuffer(1 + random.nextInt(4) * 1_999), direct::returnBuffer);
        if (arguments[0].equals("misused")) {
            ByteBuffer buffer = direct.getBuffer(1_999);
            direct.returnBuffer(buffer);
            direct.returnBuffer(buffer);
            ByteBuffer heap = elastic.getBuffer(false, 77);
            elastic.putBuffer(heap);
            elastic.putBuffer(heap.duplicate());
        } else if (arguments[0].equals("stale")) {
            Stale.use(random -> elastic.getBuffer(true, LARGE), elastic::putBuffer, buffer -> buffer);
        }
        Outcome.print();
    }
}
