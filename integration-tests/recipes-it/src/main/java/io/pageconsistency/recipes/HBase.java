package io.pageconsistency.recipes;

import java.lang.reflect.Method;
import java.nio.ByteBuffer;

import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.io.ByteBuffAllocator;
import org.apache.hadoop.hbase.nio.ByteBuff;

/** HBase's reservoir of buffers: used through reference counts, which guard it, and without them. */
final class HBase {
    private HBase() {
    }

    public static void main(String[] arguments) throws Exception {
        Configuration configuration = new Configuration(false);
        configuration.setInt(ByteBuffAllocator.BUFFER_SIZE_KEY, 8 << 10);
        configuration.setInt(ByteBuffAllocator.MAX_BUFFER_COUNT_KEY, 24);
        ByteBuffAllocator allocator = ByteBuffAllocator.create(configuration, true);
        Traffic.run(random -> allocator.allocate(1 + random.nextInt(40_000)), (ByteBuff buffer) -> buffer.release());
        if (arguments[0].equals("guarded")) {
            ByteBuff buffer = allocator.allocateOneBuffer();
            buffer.release();
            try {
                buffer.release();
                throw new AssertionError("not guarded");
            } catch (RuntimeException expected) {
                System.out.println("GUARDED " + expected.getClass().getSimpleName());
            }
        } else if (arguments[0].equals("misused")) {
            Method get = ByteBuffAllocator.class.getDeclaredMethod("getBuffer");
            Method put = ByteBuffAllocator.class.getDeclaredMethod("putbackBuffer", ByteBuffer.class);
            get.setAccessible(true);
            put.setAccessible(true);
            Object buffer = get.invoke(allocator);
            put.invoke(allocator, buffer);
            put.invoke(allocator, buffer);
        } else if (arguments[0].equals("stale")) {
            Configuration one = new Configuration(false);
            one.setInt(ByteBuffAllocator.BUFFER_SIZE_KEY, 64 << 10);
            one.setInt(ByteBuffAllocator.MAX_BUFFER_COUNT_KEY, 1);
            ByteBuffAllocator single = ByteBuffAllocator.create(one, true);
            Stale.use(random -> single.allocateOneBuffer(), ByteBuff::release, buffer -> buffer.nioByteBuffers()[0]);
        }
        Outcome.print();
    }
}
