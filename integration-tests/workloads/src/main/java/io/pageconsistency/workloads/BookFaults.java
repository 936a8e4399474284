package io.pageconsistency.workloads;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import io.pageconsistency.PageConsistency;
import io.pageconsistency.ViolationListener;

/**
 * Changes the internal state of the pooled allocator by reflection.
 *
 * <p>Arguments: {@code names} of scenarios, separated by {@code +}; {@code by}, which is {@code validate} to call that twice, or
 * {@code scrub} to wait for the background scan. Each scenario prints {@code SCENARIO name}, and for each finding {@code FOUND kind
 * operation} with {@code root} or {@code follows}, {@code AT} with its first page, the number of pages and its slot or -1, and
 * {@code EXPECTED} with the expected place.
 */
public final class BookFaults {
    /** Longer than a slot can be. */
    private static final int PAGES = 5;
    private static final int RUN = PAGES * Pools.PAGE;
    private static final int SLOT = 1_024;
    private static final List<Object> BROKEN = new ArrayList<>();

    private static final Map<String, Consumer<Books>> ALL = new LinkedHashMap<>();

    static {
        ALL.put("healthy", books -> { });
        ALL.put("slot-in-use-marked-free", books -> books.mark(books.slot, false));
        ALL.put("free-slot-marked-used", books -> books.mark(books.slots() - 1, true));
        ALL.put("fewer-slots-available", books -> books.add(books.subpage, "numAvail", -1));
        ALL.put("free-run-missing", Books::loseRun);
        ALL.put("run-in-use-listed", Books::listRun);
        ALL.put("free-bytes-off", books -> books.add(books.chunk, "freeBytes", Pools.PAGE));
        ALL.put("slot-given-out-twice", books -> {
            books.mark(books.slot, false);
            books.add(books.subpage, "numAvail", 1);
            books.put(books.subpage, "nextAvail", books.slot);
            look();
            BROKEN.add(books.pool.directBuffer(SLOT));
        });
    }

    private static boolean byScrub;

    private BookFaults() {
    }

    public static void main(String[] args) throws Exception {
        // Otherwise the leak detector would wrap some of the buffers whose internals are read.
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
        Arguments arguments = new Arguments(args);
        byScrub = arguments.text("by", "validate").equals("scrub");
        for (String name : arguments.text("names", String.join("+", ALL.keySet())).split("\\+")) {
            Books books = new Books();
            BROKEN.add(books);
            scenario(name, () -> ALL.get(name).accept(books), books.memory(name));
        }
        new Outcome().print();
    }

    /** @param memory the first page, the number of pages, and the slot or -1 */
    static void scenario(String name, Runnable fault, String memory) {
        System.out.println("SCENARIO " + name);
        ViolationListener listener = violation -> System.out.println("FOUND " + violation.kind() + ' ' + violation.operation()
                + (violation.isFollowUp() ? " follows" : " root") + " AT " + violation.extent().page() + ' '
                + violation.extent().pageCount() + ' ' + violation.extent().slot());
        PageConsistency.addListener(listener);
        fault.run();
        look();
        look();
        PageConsistency.removeListener(listener);
        System.out.println("EXPECTED AT " + memory);
    }

    private static void look() {
        if (byScrub) {
            long before = validations();
            // The scan that is under way may already have passed the changed place, so this waits for two.
            while (validations() < before + 2) {
                try {
                    TimeUnit.MILLISECONDS.sleep(1);
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
        } else {
            PageConsistency.validate();
        }
    }

    private static long validations() {
        return Insides.ledger().reports().validations();
    }

    /** A pool with a run and slots in use, and as many free ones. */
    private static final class Books {
        private final PooledByteBufAllocator pool = Pools.uncached(1, 0);
        private final ByteBuf run = pool.directBuffer(RUN, RUN);
        private final ByteBuf freed = pool.directBuffer(RUN, RUN);
        private final ByteBuf after = pool.directBuffer(RUN, RUN);
        /** In use, like the other buffers here. */
        private final ByteBuf first = pool.directBuffer(SLOT);
        private final ByteBuf second = pool.directBuffer(SLOT);
        private final Internals held = Internals.of(run);
        private final Internals free = Internals.of(freed);
        private final Object chunk = held.chunk();
        private final Internals inSlot;
        private final int slot;
        private final Object subpage;

        Books() {
            freed.release();
            inSlot = Internals.of(second);
            slot = inSlot.slot();
            subpage = ((Object[]) get(chunk, "subpages"))[inSlot.page()];
        }

        /** The memory that a scenario changes. */
        String memory(String scenario) {
            return switch (scenario) {
                case "slot-in-use-marked-free", "slot-given-out-twice" -> inSlot.page() + " 1 " + slot;
                case "free-slot-marked-used" -> inSlot.page() + " 1 " + (slots() - 1);
                case "fewer-slots-available" -> inSlot.page() + " 1 -1";
                case "free-run-missing" -> free.page() + " " + PAGES + " -1";
                case "run-in-use-listed" -> held.page() + " " + PAGES + " -1";
                default -> "0 " + Pools.CHUNK / Pools.PAGE + " -1";
            };
        }

        int slots() {
            return Pools.PAGE / SLOT;
        }

        void mark(int which, boolean used) {
            long[] bitmap = (long[]) get(subpage, "bitmap");
            bitmap[0] = used ? bitmap[0] | 1L << which : bitmap[0] & ~(1L << which);
        }

        void loseRun() {
            for (Object queue : (Object[]) get(chunk, "runsAvail")) {
                if (queue instanceof PriorityQueue<?> jdk) {
                    jdk.removeIf(handle -> Internals.pageOf((Long) handle) == free.page());
                } else if (queue != null) {
                    Internals.loseRun(queue, free.page());
                }
            }
        }

        void listRun() {
            held.list();
        }

        void add(Object object, String field, int more) {
            put(object, field, (int) get(object, field) + more);
        }

        void put(Object object, String field, int value) {
            try {
                Field found = object.getClass().getDeclaredField(field);
                found.setAccessible(true);
                found.setInt(object, value);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        }

        private static Object get(Object object, String field) {
            try {
                return Internals.field(object, field);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
