package io.pageconsistency.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The commands that only read: {@code stats}, {@code validate}, and the list of virtual machines. */
@Tag("ends")
class FiguresCommandsIT {
    private static final Set<String> FIELDS = Set.of("time", "pid", "name", "version", "regions", "trackedBytes",
            "pagesReserved", "pagesHeld", "bitmapBytes", "openedRegionCount", "allocationCount", "freeCount", "violationCount",
            "followUpCount", "leakCount", "suspectCount", "validationCount", "untrackedOperationCount", "swallowedErrorCount",
            "allocationsPerSecond", "freesPerSecond", "violationCountByKind", "violationCountByFingerprint", "faultCount",
            "suppressedCount", "pools", "fullestRegions", "lastViolation",
            "unchecked", "mode", "settings", "poisonedExtents", "poisonedBytes", "poisonCount", "poisonCheckCount", "poisonSkippedCount",
            "fencedExtents", "fencedBytes", "fenceCount",
            "quarantinedExtents", "quarantinedBytes");

    /** The number of operations of the program while it is watched. */
    private static final int OFTEN = 1_000;

    private static JsonObject parsed(String line) {
        JsonObject object = JsonParser.parseString(line).getAsJsonObject();
        assertThat(new TreeSet<>(object.keySet())).isEqualTo(new TreeSet<>(FIELDS));
        return object;
    }

    @ParameterizedTest
    @EnumSource(Platform.Generation.class)
    void statsShowsTheFigures(Platform.Generation generation) {
        Jdk jdk = new Platform(generation, "").jdk();
        try (Program program = Program.startWithPool(jdk)) {
            List<String> healthy = Command.run(jdk, "stats", program.pid()).with(0).out();
            List<String> faulty = Command.run(jdk, "stats", program.does("free twice").pid()).with(1).out();

            assertThat(healthy.get(0)).startsWith("page-consistency " + System.getProperty("it.version") + " in process "
                    + program.pid() + " (io.pageconsistency.it.program.Obedient), ");
            assertThat(healthy).anyMatch(line -> line.matches("allocator +regions +tracked +pages +reserved +held  #held =reserved"))
                    .anyMatch(line -> line.matches("own +1 +512.0 KiB +64 +20 +5  #+=+\\.+"))
                    .anyMatch(line -> line.matches("1 +own +0x[0-9a-f]+ +512.0 KiB +64 +20 +5  #+=+\\.+"))
                    .contains("allocations  1, frees 0", "violations   0, follow-ups 0, leaks 0",
                            "not checked  no known allocator was used")
                    .anyMatch(line -> line.matches("agent +128 B of record, \\d+ validations?, 0 errors of its own"))
                    .noneMatch(line -> line.startsWith("last"));
            assertThat(faulty).contains("allocations  2, frees 1",
                            "violations   1 (DOUBLE_FREE 1), follow-ups 0, leaks 0")
                    .anyMatch(line -> line.matches("last +DOUBLE_FREE #1, \\d+ s ago on \"main\": .*; pages 5 to 6, .*, region 1 \\(own\\)"));
            assertThat(program.err()).noneMatch(line -> line.contains("no management figures"));
        }
    }

    @ParameterizedTest
    @EnumSource(Platform.Generation.class)
    void statsGivesThemToProgramsToo(Platform.Generation generation) {
        Jdk jdk = new Platform(generation, "").jdk();
        try (Program program = Program.startWithPool(jdk)) {
            List<String> lines = Command.run(jdk, "stats", program.does("free twice").pid(), "--json").with(1).out();

            assertThat(lines).hasSize(1);
            JsonObject figures = parsed(lines.get(0));
            assertThat(figures.get("pid").getAsLong()).isEqualTo(program.pid());
            assertThat(figures.get("pagesReserved").getAsLong()).isEqualTo(20);
            assertThat(figures.get("pagesHeld").getAsLong()).isEqualTo(5);
            assertThat(figures.get("violationCountByKind").getAsJsonObject().get("DOUBLE_FREE").getAsLong()).isEqualTo(1);
            assertThat(figures.get("allocationsPerSecond").isJsonNull()).isTrue();
            assertThat(figures.get("swallowedErrorCount").getAsLong()).isZero();
            JsonArray pools = figures.get("pools").getAsJsonArray();
            assertThat(pools).hasSize(1);
            assertThat(pools.get(0).getAsJsonObject().toString()).isEqualTo("{\"allocator\":\"own\",\"regions\":1,"
                    + "\"trackedBytes\":524288,\"pageCount\":64,\"pagesReserved\":20,\"pagesHeld\":5,\"bitmapBytes\":128}");
            assertThat(figures.get("fullestRegions").getAsJsonArray().get(0).getAsJsonObject().toString())
                    .matches("\\{\"id\":1,\"allocator\":\"own\",\"address\":\"0x[0-9a-f]+\",\"capacity\":524288,"
                            + "\"pageSize\":8192,\"pageCount\":64,\"pagesReserved\":20,\"pagesHeld\":5}");
            JsonObject last = figures.get("lastViolation").getAsJsonObject();
            assertThat(last.get("kind").getAsString()).isEqualTo("DOUBLE_FREE");
            assertThat(last.get("thread").getAsString()).isEqualTo("main");
        }
    }

    @Test
    void modeShowsHowThoroughlyIsCheckedAndChangesIt() {
        Jdk jdk = Jdk.oldest();
        try (Program program = Program.start(jdk, "-javaagent:" + Build.agent() + "=stacks=off")) {
            String who = "process " + program.pid() + " (io.pageconsistency.it.program.Obedient): mode ";
            assertThat(Command.run(jdk, "mode", program.pid()).with(0).out()).singleElement().asString()
                    .startsWith(who + "production: stacks=off, handles=off, ").endsWith("strict=false");
            List<String> changed = Command.run(jdk, "mode", program.pid(), "test").with(0).out();
            assertThat(changed.get(0)).startsWith(who + "test: stacks=off, handles=all, ");
            assertThat(changed).contains("  stacks stays off: it was given at the start",
                    "  strict stays false: it applies to the whole run and can only be set at the start");
            assertThat(Command.run(jdk, "stats", program.pid()).with(0).out())
                    .anyMatch(line -> line.startsWith("mode         test: stacks=off, handles=all, "));
            assertThat(program.err()).anyMatch(line -> line.startsWith("[page-consistency] the mode is now test (stacks=off, "));
            Command.run(jdk, "mode", program.pid(), "tests").with(2);
            assertThat(Command.run(jdk, "mode", program.pid(), "production").with(0).out().get(0)).startsWith(who + "production: ");
        }
    }

    /** Prints one line for each refresh, until the program ends. */
    @ParameterizedTest
    @EnumSource(Platform.Generation.class)
    void statsWatchesUntilTheProgramEnds(Platform.Generation generation) {
        Jdk jdk = new Platform(generation, "").jdk();
        try (Program program = Program.startWithPool(jdk);
                Command watch = Command.start(jdk, "stats", program.pid(), "--watch", "--json", "--interval", "50ms")) {
            assertThat(parsed(watch.line()).get("allocationsPerSecond").isJsonNull()).isTrue();
            assertThat(parsed(watch.line()).get("allocationsPerSecond").getAsLong()).isZero();
            program.does("allocate and free often");
            // A reading may fall into the middle of the operations. A rate below one half is rounded to zero.
            long allocationsPerSecond = 0;
            long freesPerSecond = 0;
            JsonObject figures;
            do {
                figures = parsed(watch.line());
                allocationsPerSecond += figures.get("allocationsPerSecond").getAsLong();
                freesPerSecond += figures.get("freesPerSecond").getAsLong();
            } while (figures.get("freeCount").getAsLong() < OFTEN);
            assertThat(figures.get("allocationCount").getAsLong()).isEqualTo(1 + OFTEN);
            assertThat(allocationsPerSecond).isPositive();
            assertThat(freesPerSecond).isPositive();

            program.finish();

            Command.Ended ended = watch.ends().with(3);
            assertThat(ended.err()).containsExactly("page-consistency: process " + program.pid() + " has ended");
            ended.out().forEach(FiguresCommandsIT::parsed);
        }
    }

    /** Without a terminal the views follow one another without control sequences. */
    @ParameterizedTest
    @EnumSource(Platform.Generation.class)
    void statsWatchesWithoutATerminal(Platform.Generation generation) {
        Jdk jdk = new Platform(generation, "").jdk();
        try (Program program = Program.startWithPool(jdk)) {
            List<String> out = Command.run(jdk, "stats", program.pid(), "--watch", "--interval=10ms", "--count=3").with(0).out();

            assertThat(out).filteredOn(line -> line.startsWith("page-consistency ")).hasSize(3);
            assertThat(out).filteredOn(line -> line.equals("allocations  1 (0/s), frees 0 (0/s)")).hasSize(2);
        }
    }

    @ParameterizedTest
    @EnumSource(Platform.Generation.class)
    void validateLooksAtTheWholeRecord(Platform.Generation generation) {
        Jdk jdk = new Platform(generation, "").jdk();
        try (Program program = Program.startWithPool(jdk)) {
            assertThat(Command.run(jdk, "validate", program.pid()).with(0).out()).singleElement().asString()
                    .matches("16 cells of 1 region in \\d+\\.\\d{3} ms: none is damaged");
            assertThat(Command.run(jdk, "validate", program.does("damage").pid()).with(1).out()).singleElement().asString()
                    .matches("16 cells of 1 region in \\d+\\.\\d{3} ms: 1 is damaged, and reported; 1 violation found so far");
            assertThat(Command.run(jdk, "validate", program.pid()).with(1).out()).as("what was found before counts").singleElement()
                    .asString().endsWith(": none is damaged; 1 violation found so far");
            program.says(1, "\\[page-consistency] BITMAP_CORRUPTION #1: .*");
        }
    }

    @ParameterizedTest
    @EnumSource(Platform.Generation.class)
    void holdersAreNamedByTheirCalls(Platform.Generation generation) {
        Jdk jdk = new Platform(generation, "").jdk();
        try (Program program = Program.startWithPool(jdk)) {
            assertThat(Command.run(jdk, "holders", program.pid()).with(0).out()).startsWith("held: 40.0 KiB in 1 piece")
                    .anyMatch(line -> line.matches("  40.0 KiB in 1 piece, for up to .* \\(own\\)"))
                    .anyMatch(line -> line.startsWith("      at io.pageconsistency.it.program.Obedient$Pool.<init>(Obedient.java:"));
            assertThat(Command.run(jdk, "holders", program.pid(), "--collapsed").with(0).out()).singleElement().asString()
                    .startsWith("own;io.pageconsistency.it.program.Obedient.main;").endsWith("Obedient$Pool.<init> 40960");
            JsonObject held = JsonParser.parseString(Command.run(jdk, "holders", program.pid(), "--json").with(0).out().get(0))
                    .getAsJsonObject();
            assertThat(held.get("pieces").getAsLong()).isEqualTo(1);
            assertThat(held.get("extrapolated").getAsBoolean()).isFalse();
            assertThat(held.get("holders").getAsJsonArray().get(0).getAsJsonObject().get("bytes").getAsLong()).isEqualTo(40_960);
        }
    }

    /** The reader of a pipe may close it, and a disk may be full. */
    @Test
    void statsEndsIfItsOutputIsNotRead() {
        Jdk jdk = Jdk.oldest();
        try (Program program = Program.startWithPool(jdk)) {
            List<String> head = List.of("sh", "-c", "\"$@\" | head -1", "sh");
            assertThat(Command.startInside(head, jdk, Build.agent(), "stats", program.pid(), "--watch", "--interval=50ms").ends()
                    .with(0).out()).hasSize(1);
            List<String> full = List.of("sh", "-c", "\"$@\" > /dev/full", "sh");
            assertThat(Command.startInside(full, jdk, Build.agent(), "stats", program.pid()).ends().refused(8))
                    .startsWith("page-consistency: the output could not be written: ");
        }
    }

    /** The arguments of a program may contain secrets, so they are not shown. */
    @ParameterizedTest
    @EnumSource(Platform.Generation.class)
    void withoutAProcessVirtualMachinesAreListed(Platform.Generation generation) {
        Jdk jdk = new Platform(generation, "").jdk();
        try (Program checked = Program.startWithPool(jdk); Program unchecked = Program.start(jdk)) {
            Command.Ended ended = Command.run(jdk, "stats", "--timeout=60s").with(6);

            assertThat(ended.out().get(0)).matches(" *pid  name +agent");
            assertThat(ended.out())
                    .anyMatch(line -> line.matches(" *" + checked.pid() + "  io.pageconsistency.it.program.Obedient +"
                            + "\\d.* on Java .*: watching .*netty-pooled; violations are reported"))
                    .anyMatch(line -> line.matches(" *" + unchecked.pid() + "  io.pageconsistency.it.program.Obedient +-"))
                    .noneMatch(line -> line.contains("a-secret"));
            assertThat(ended.err()).singleElement().asString().startsWith("page-consistency: no process was named, so nothing was done; ");
        }
    }

    /** An old command line with a new program, and the other way round. */
    @ParameterizedTest
    @EnumSource(Platform.Generation.class)
    void bothSidesMayHaveAnotherJava(Platform.Generation generation) {
        Jdk theirs = new Platform(generation, "").jdk();
        Jdk ours = new Platform(generation == Platform.Generation.OLDEST_JDK ? Platform.Generation.NEWEST_JDK
                : Platform.Generation.OLDEST_JDK, "").jdk();
        try (Program program = Program.startWithPool(theirs)) {
            assertThat(parsed(Command.run(ours, "stats", program.pid(), "--json").with(0).out().get(0)).get("pagesHeld")
                    .getAsLong()).isEqualTo(5);
        }
    }
}
