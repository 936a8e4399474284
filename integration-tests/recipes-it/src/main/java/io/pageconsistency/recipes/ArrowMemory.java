package io.pageconsistency.recipes;

import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;

/** Arrow's buffers, which have reference counts. */
final class ArrowMemory {
    private ArrowMemory() {
    }

    public static void main(String[] arguments) throws Exception {
        BufferAllocator allocator = new RootAllocator();
        Traffic.run(random -> allocator.buffer(1 + random.nextInt(70_000)), ArrowBuf::close);
        if (arguments[0].equals("guarded")) {
            ArrowBuf buffer = allocator.buffer(4_096);
            buffer.close();
            try {
                buffer.close();
                throw new AssertionError("not guarded");
            } catch (IllegalStateException expected) {
                System.out.println("GUARDED " + expected.getClass().getSimpleName());
            }
        }
        Outcome.print();
    }
}
