package io.pageconsistency.recipes;

import org.terracotta.offheapstore.buffersource.OffHeapBufferSource;
import org.terracotta.offheapstore.paging.Page;
import org.terracotta.offheapstore.paging.UpfrontAllocatingPageSource;

/** Terracotta's page source. A second free of a page has no effect. */
final class OffheapStore {
    private static final int CHUNK = 1 << 20;

    private OffheapStore() {
    }

    public static void main(String[] arguments) throws Exception {
        UpfrontAllocatingPageSource source = new UpfrontAllocatingPageSource(new OffHeapBufferSource(), 4 * CHUNK, CHUNK);
        Traffic.run(random -> source.allocate(4_096 << random.nextInt(4), false, false, null), source::free);
        if (arguments[0].equals("guarded")) {
            Page page = source.allocate(4_096, false, false, null);
            source.free(page);
            source.free(page);
            System.out.println("GUARDED");
        }
        Outcome.print();
    }
}
