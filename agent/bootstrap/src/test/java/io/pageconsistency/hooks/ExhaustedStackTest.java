package io.pageconsistency.hooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import io.pageconsistency.ledger.Ledger;
import io.pageconsistency.pools.PoolKind;
import io.pageconsistency.region.Region;
import io.pageconsistency.report.Reports;
import io.pageconsistency.tracking.RegionCarrier;

/**
 * Stack overflows anywhere in the agent's code. They do not reach the program if that is possible, and unrecorded operations cause
 * no false findings.
 */
@Tag("ends")
class ExhaustedStackTest {
    private static final long PAGE = 4_096;
    private static final int DESCENTS = 20;
    private static final int TRIES = 300;
    /** Odd, so that memory taken with too little stack is given back with enough, and the other way round. */
    private static final int STEPS = 5;
    private static final int DEPTHS = 40;
    private static final AtomicLong NEXT_ADDRESS = new AtomicLong(1L << 45);

    /** Memory that a program takes and gives back repeatedly, through the calls of woven code. */
    private interface Memory {
        void allocate();

        void free();
    }

    /** A program with one piece of memory, which it no longer uses after a failed operation. */
    private static final class Program {
        private final Memory memory;
        private boolean held;
        private boolean failed;

        Program(Memory memory) {
            this.memory = memory;
        }

        /** @param depths the largest difference in stack depth between operations, in frames */
        void run(SplittableRandom depths) {
            try {
                for (int i = 0; i < STEPS && !failed; i++) {
                    step(depths.nextInt(DEPTHS));
                }
            } catch (StackOverflowError e) {
                // It has failed, or else not begun.
            }
        }

        private void step(int deeper) {
            if (deeper > 0) {
                step(deeper - 1);
                return;
            }
            failed = true;
            if (held) {
                memory.free();
            } else {
                memory.allocate();
            }
            held = !held;
            failed = false;
        }
    }

    private static long swallowed;
    private final Checker checker = new Checker();
    private final Reports reports = checker.ledger().reports();
    private final SplittableRandom depths = new SplittableRandom(1);
    private int tries;

    @BeforeEach
    void install() {
        checker.regions().install(memory -> memory instanceof Long address ? address : 0);
    }

    @AfterEach
    void everythingCanBeGivenUp() {
        swallowed += reports.swallowedErrors();
        checker.regions().uninstall();
        checker.ledger().regions().abandonAll(region -> true, region -> { });
        assertThat(checker.ledger().regions()).as("though the end of some was interrupted").isEmpty();
    }

    /** Not at every hook: if the compiler has inlined all code after a hook, the overflow comes before it. */
    @AfterAll
    static void theStackDidEndInOurCode() {
        assertThat(swallowed).isPositive();
    }

    /** A class whose initialiser fails with a stack overflow is unusable for all later tests in this virtual machine. */
    @BeforeAll
    static void initializeAllClasses() throws Exception {
        Path classes = Path.of(Ledger.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        try (Stream<Path> files = Files.walk(classes)) {
            for (Path file : (Iterable<Path>) files.filter(each -> each.toString().endsWith(".class"))::iterator) {
                String name = classes.relativize(file).toString().replace(file.getFileSystem().getSeparator(), ".");
                Class.forName(name.substring(0, name.length() - ".class".length()));
            }
        }
    }

    private static Function<Checker, Supplier<Memory>> door(Function<Checker, Supplier<Memory>> door) {
        return door;
    }

    static Stream<Arguments> doors() {
        new Checker().nativeMemoryTracker().warmUp();
        return Stream.of(
                arguments("native blocks", door(checker -> () -> block(checker))),
                arguments("pages of a known owner", door(checker -> () -> page(checker, new KnownOwner()))),
                arguments("pages of an owner without a field", door(checker -> () -> page(checker, new Object()))),
                arguments("slots", door(checker -> () -> slot(checker))),
                arguments("pools of the API", door(checker -> () -> ofTheApi(checker))),
                arguments("addresses", door(checker -> trackedPools(checker, PoolKind.Unit.ADDRESS, PoolKind.Handles.NONE, 0))),
                arguments("addresses off the grid", door(checker -> trackedPools(checker, PoolKind.Unit.ADDRESS, PoolKind.Handles.NONE, 24))),
                arguments("addresses with handles", door(checker -> trackedPools(checker, PoolKind.Unit.ADDRESS, PoolKind.Handles.IDENTITY, 0))),
                arguments("numbers", door(checker -> trackedPools(checker, PoolKind.Unit.INDEX, PoolKind.Handles.NONE, 0))),
                arguments("objects", door(checker -> trackedPools(checker, PoolKind.Unit.IDENTITY, PoolKind.Handles.NONE, 0))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("doors")
    void unrecordedOperationsCauseNoFindings(String name, Function<Checker, Supplier<Memory>> door) throws InterruptedException {
        Supplier<Memory> memories = door.apply(checker);
        // Loads all classes first.
        new Program(memories.get()).run(depths);
        int lived = 0;
        for (int i = 0; i < DESCENTS; i++) {
            List<Program> programs = new ArrayList<>();
            while (programs.size() < TRIES) {
                Program program = new Program(memories.get());
                // Every second one is seen for the first time with too little stack.
                if (programs.size() % 2 == 0) {
                    program.run(depths);
                }
                programs.add(program);
            }
            tries = 0;
            Thread thread = new Thread(null, () -> descend(programs), "exhausted", 1 << 19);
            thread.setUncaughtExceptionHandler((t, error) -> { });
            thread.start();
            thread.join();
            for (Program program : programs) {
                program.run(depths);
                program.run(depths);
                lived += program.failed ? 0 : 1;
            }
        }

        assertThat(reports.violations()).isZero();
        assertThat(reports.followUps()).isZero();
        assertThat(reports.suspects()).isZero();
        assertThat(lived).as("programs that were spared").isPositive();
    }

    /** Goes to the end of the stack, and on the way back runs each program in turn with more and more stack. */
    private void descend(List<Program> programs) {
        try {
            descend(programs);
        } finally {
            if (tries < TRIES) {
                programs.get(tries++).run(depths);
            }
        }
    }

    private static Memory block(Checker checker) {
        long base = NEXT_ADDRESS.getAndAdd(1L << 20);
        return new Memory() {
            @Override
            public void allocate() {
                checker.nativeMemoryTracker().allocated(base, 3 * PAGE);
            }

            @Override
            public void free() {
                checker.nativeMemoryTracker().freeing(base);
            }
        };
    }

    private static final class KnownOwner implements RegionCarrier {
        private Region region;

        @Override
        public Region pageConsistencyRegion() {
            return region;
        }

        @Override
        public void pageConsistencyRegion(Region newRegion) {
            region = newRegion;
        }
    }

    private static void open(Checker checker, Object owner) {
        checker.regions().opened("exhausted", owner, NEXT_ADDRESS.getAndAdd(1L << 20), 0, 64 * PAGE, PAGE, true);
    }

    private static Memory page(Checker checker, Object owner) {
        open(checker, owner);
        return new Memory() {
            @Override
            public void allocate() {
                checker.pools().reserved(owner, 5, 13);
                checker.pools().handedOut(owner, 5, 13, 5 * PAGE, 13 * PAGE);
            }

            @Override
            public void free() {
                checker.pools().takingBack(owner, 5, 13);
                checker.pools().releasing(owner, 5, 13);
            }
        };
    }

    private static Memory slot(Checker checker) {
        Object owner = new KnownOwner();
        open(checker, owner);
        checker.pools().reserved(owner, 8, 2);
        return new Memory() {
            @Override
            public void allocate() {
                checker.pools().slotReserved(owner, 8, 2, 16, 512, 3);
                checker.pools().slotHandedOut(owner, 8, 2, 3, 8 * PAGE + 3 * 512, 512);
            }

            @Override
            public void free() {
                checker.pools().slotTakingBack(owner, 8, 2, 3);
                checker.pools().slotReleasing(owner, 8, 2, 3);
            }
        };
    }

    private static Memory ofTheApi(Checker checker) {
        Object region = checker.apiRegions().region(new Object(), "exhausted", NEXT_ADDRESS.getAndAdd(1L << 20), 64 * PAGE, PAGE, true, false);
        return new Memory() {
            private long ticket;

            @Override
            public void allocate() {
                ticket = checker.apiRegions().handedOut(region, 7, 9);
            }

            @Override
            public void free() {
                checker.apiRegions().takingBack(region, 7, 9, ticket);
            }
        };
    }

    private static Supplier<Memory> trackedPools(Checker checker, PoolKind.Unit unit, PoolKind.Handles handles, long off) {
        PoolKind kind = new PoolKind("exhausted", unit, handles, PAGE, true);
        return () -> {
            Object pool = new Object();
            long where = unit == PoolKind.Unit.INDEX ? 11 : NEXT_ADDRESS.getAndAdd(1L << 20);
            if (off != 0) {
                checker.trackedPools().handedOut(kind, pool, null, null, where, PAGE);
            }
            Object[] handed = {new Object(), new Object()};
            return new Memory() {
                private int turn;

                @Override
                public void allocate() {
                    checker.trackedPools().handedOut(kind, pool, handed[turn], handed[turn], where + 2 * off * PAGE + off, PAGE);
                }

                @Override
                public void free() {
                    checker.trackedPools().takingBack(kind, pool, handed[turn], handed[turn], where + 2 * off * PAGE + off, PAGE);
                    turn = 1 - turn;
                }
            };
        };
    }
}
