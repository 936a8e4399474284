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
 * Changes the pooled allocator's own books by reflection.
 *
 * <p>Arguments: {@code names} of scenarios, separated by {@code +}; {@code by}: {@code validate}, which is asked twice, or {@code scrub},
 * which is waited for. Each scenario prints {@code SCENARIO name}, of all that is found {@code FOUND kind operation} with {@code root}
 * or {@code follows}, {@code AT} its first page and how many, its slot or -1, and {@code EXPECTED} with the pages that it should be.
 */
public final class BookFaults {
    /** More than a slot can be. */
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
        // It would wrap some of the buffers that are to be looked into.
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

    /** @param memory the first page, how many, and the slot or -1 */
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
            // One round may be under way, and have come by already.
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

    /** A pool with a run and slots in use, and with as many free. */
    private static final class Books {
        private final PooledByteBufAllocator pool = Pools.uncached(1, 0);
        private final ByteBuf run = pool.directBuffer(RUN, RUN);
        private final ByteBuf freed = pool.directBuffer(RUN, RUN);
        private final ByteBuf after = pool.directBuffer(RUN, RUN);
        /** In use, as all here. */
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

        /** What a scenario is about. */
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
