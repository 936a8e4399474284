package io.pageconsistency.recipes;

import java.util.ArrayList;
import java.util.List;

import org.apache.flink.core.memory.MemorySegment;
import org.apache.flink.runtime.io.network.buffer.NetworkBufferPool;
import org.apache.flink.runtime.memory.MemoryManager;

/** Flink's memory: network buffers, which their pool does not track, and managed memory, which has its own checks. */
final class Flink {
    private static final int PAGE = 32 << 10;

    private Flink() {
    }

    public static void main(String[] arguments) throws Exception {
        NetworkBufferPool network = new NetworkBufferPool(64, PAGE);
        Traffic.run(random -> network.requestPooledMemorySegment(), network::recyclePooledMemorySegment);
        List<MemorySegment> many = network.requestUnpooledMemorySegments(7);
        network.recycleUnpooledMemorySegments(many);

        MemoryManager managed = MemoryManager.create(64L * PAGE, PAGE);
        for (int i = 0; i < 101; i++) {
            List<MemorySegment> pages = managed.allocatePages("one owner", 5);
            managed.release(pages.remove(0));
            managed.allocatePages("other owner", pages, 3);
            managed.release(new ArrayList<>(pages.subList(0, 2)));
            managed.releaseAll("one owner");
            managed.releaseAll("other owner");
            managed.release(pages.get(0));
        }
        if (arguments[0].equals("misused")) {
            MemorySegment segment = network.requestPooledMemorySegment();
            network.recyclePooledMemorySegment(segment);
            network.recyclePooledMemorySegment(segment);
        }
        Outcome.print();
    }
}
