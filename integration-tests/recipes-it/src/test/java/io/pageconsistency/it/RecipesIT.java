package io.pageconsistency.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The pools of public libraries, with the recipes in the jar. Healthy use must cause no finding, and misuse exactly the right one.
 */
@Tag("matrix")
class RecipesIT {
    private static final Library KAFKA = new Library("Kafka", "kafka");
    private static final Library HADOOP = new Library("Hadoop", "hadoop");
    private static final Library HBASE = new Library("HBase", "hbase");
    private static final Library FLINK = new Library("Flink", "flink");
    private static final Library CASSANDRA = new Library("Cassandra", "cassandra");
    private static final Library JETTY_9 = new Library("JettyPool", "jetty-9.4.28");
    private static final Library JETTY_12 = new Library("JettyPool12", "jetty-12.1");

    /** The libraries, with the modules that must say that they are covered. */
    static Stream<Arguments> libraries() {
        return Stream.of(Arguments.of(KAFKA, "kafka-producer"), Arguments.of(HADOOP, "hadoop-direct,hadoop-elastic"),
                Arguments.of(HBASE, "hbase"), Arguments.of(FLINK, "flink-network,flink-memory"),
                Arguments.of(JETTY_9, "jetty"), Arguments.of(JETTY_12, "jetty"));
    }

    static Stream<Arguments> onEachJdk() {
        return libraries().flatMap(library -> Arrays.stream(Platform.Generation.values())
                .map(jdk -> Arguments.of(library.get()[0], library.get()[1], jdk)));
    }

    static void silent(Finished run) {
        run.exits(0).outcome("found", "nothing").outcome("held", 0).outcome("leaks", 0).outcome("swallowed", 0);
        assertThat(Integer.parseInt(run.outcome("handOuts"))).as(run.toString()).isGreaterThan(1_000);
        assertThat(run.blocks()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("onEachJdk")
    void healthyUseIsSilent(Library library, String modules, Platform.Generation jdk) {
        Finished run = library.on(jdk).agent("strict=true,poison=all" + (jdk == Platform.Generation.NEWEST_JDK ? ",fence=all" : ""))
                .run(library.program(), "healthy");

        silent(run);
        for (String module : modules.split(",")) {
            assertThat(run.agentLines()).anyMatch(line -> line.startsWith(module + " covers "));
        }
    }

    static Stream<Arguments> stale() {
        return Stream.of(Arguments.of(HADOOP, "fence=all", Platform.Generation.NEWEST_JDK),
                Arguments.of(HBASE, "fence=all", Platform.Generation.NEWEST_JDK),
                Arguments.of(HADOOP, "poison=all", Platform.Generation.OLDEST_JDK));
    }

    /** For pools that leave free memory alone, and only until the memory is handed out again, because then it has a new holder. */
    @ParameterizedTest
    @MethodSource("stale")
    void usesOfFreeMemoryAreFound(Library library, String guard, Platform.Generation jdk) {
        Finished run = library.on(jdk).agent("strict=true,stacks=all," + guard).run(library.program(), "stale").exits(0)
                .outcome("found", guard.startsWith("fence") ? "4USE_AFTER_FREE" : "2WRITE_AFTER_FREE").outcome("swallowed", 0);

        Map<String, List<String>> uses = uses(run);
        assertThat(uses).hasSize(8);
        uses.forEach((use, lines) -> {
            String method = use.split(" ")[0];
            if (use.endsWith("after")) {
                assertThat(lines).as(use).containsExactly(method.equals("read") ? "GOT 101010101010101" : "GOT through");
            } else if (guard.startsWith("fence")) {
                assertThat(lines).as(use).containsExactly("FOUND USE_AFTER_FREE " + method + " giveBack", "STOPPED");
            } else if (method.equals("read")) {
                assertThat(lines).as(use).containsExactly("GOT deadf4eedeadf4ee");
            } else {
                assertThat(lines).as(use).containsExactly("GOT through", "FOUND WRITE_AFTER_FREE use giveBack");
            }
        });
    }

    private static Map<String, List<String>> uses(Finished run) {
        Map<String, List<String>> uses = new LinkedHashMap<>();
        List<String> lines = new ArrayList<>();
        for (String line : run.out()) {
            if (line.startsWith("USE ")) {
                lines = new ArrayList<>();
                uses.put(line.substring("USE ".length()), lines);
            } else if (!line.startsWith("OUTCOME ")) {
                lines.add(line);
            }
        }
        return uses;
    }

    /** Cassandra's classes implement an interface that newer JDKs no longer have. */
    @Test
    void healthyUseOfCassandrasPoolIsSilent() {
        Finished run = CASSANDRA.on(Platform.Generation.OLDEST_JDK).agent("strict=true").run(CASSANDRA.program(), "healthy");

        silent(run);
        assertThat(run.agentLines()).anyMatch(line -> line.startsWith("cassandra covers "));
    }

    /**
     * A batch that outgrew its buffer gives back another one. A batch that is given up while it is being sent gives back a
     * replacement.
     */
    @Test
    void replacementBuffersOfKafkasProducerAreNoFinding() {
        KAFKA.on(Platform.Generation.OLDEST_JDK).agent("strict=true").run(KAFKA.program(), "replaced").exits(0)
                .outcome("found", "nothing").outcome("swallowed", 0);
    }

    static Stream<Arguments> misused() {
        return Stream.of(Arguments.of(KAFKA, 1, "BufferPool.deallocate"), Arguments.of(HADOOP, 2, "DirectBufferPool.returnBuffer"),
                Arguments.of(HBASE, 1, "ByteBuffAllocator.putbackBuffer"),
                Arguments.of(FLINK, 1, "NetworkBufferPool.recyclePooledMemorySegment"),
                Arguments.of(JETTY_9, 1, "ArrayByteBufferPool.release"));
    }

    @ParameterizedTest
    @MethodSource("misused")
    void aDoubleReleaseIsFoundAtTheGuiltyCall(Library library, int times, String method) {
        Finished run = library.on(Platform.Generation.NEWEST_JDK).agent("stacks=all").run(library.program(), "misused")
                .exits(0).outcome("found", times + "DOUBLE_FREE").outcome("swallowed", 0);

        isGuilty(library, method, run.block(1));
    }

    private static void isGuilty(Library library, String method, List<String> block) {
        assertThat(stack(block, "  thread ").get(0)).contains(method);
        assertThat(stack(block, "  thread ")).anyMatch(line -> line.contains("recipes." + library.program()));
        assertThat(stack(block, "  freed by").get(0)).contains(method);
        assertThat(block.get(index(block, "  allocated by"))).doesNotContain("no hand-out");
    }

    /** The frames below a line of a report. */
    static List<String> stack(List<String> block, String start) {
        List<String> below = block.subList(index(block, start) + 1, block.size());
        return below.stream().takeWhile(line -> line.startsWith("   ")).toList();
    }

    /** Pools that run together in one virtual machine: thousands of healthy uses, and one release too many for each module. */
    static Stream<Arguments> misusedAfterHealthyUse() {
        Platform.Generation oldest = Platform.Generation.OLDEST_JDK;
        Platform.Generation newest = Platform.Generation.NEWEST_JDK;
        return Stream.of(
                Arguments.of(new Library("JettyMapped", "jetty-9.4.28"), oldest, List.of("jetty-mapped"),
                        List.of("MappedByteBufferPool.release")),
                Arguments.of(new Library("JettyMapped", "jetty-11"), oldest, List.of("jetty-mapped"),
                        List.of("MappedByteBufferPool.release")),
                Arguments.of(new Library("HBaseServer", "hbase-server"), newest, List.of("hbase-buckets", "hbase-chunks"),
                        List.of("BucketAllocator.freeBlock", "ChunkCreator$MemStoreChunkPool.putbackChunks")),
                Arguments.of(new Library("HBaseServer1", "hbase-server-1"), oldest, List.of("hbase-buckets", "hbase-chunks"),
                        List.of("BucketAllocator.freeBlock", "MemStoreChunkPool.putbackChunk")),
                Arguments.of(new Library("Artery", "artery"), oldest, List.of("akka"), List.of("EnvelopeBufferPool.release")),
                Arguments.of(new Library("Artery", "artery"), oldest, List.of("pekko"), List.of("EnvelopeBufferPool.release")),
                Arguments.of(new Library("PrestoArrays", "presto"), oldest, List.of("presto"),
                        List.of("UncheckedStackArrayAllocator.returnArray")),
                Arguments.of(new Library("Undertow", "undertow"), oldest, List.of("undertow"),
                        List.of("DefaultByteBufferPool.freeInternal")),
                Arguments.of(new Library("XnioSlices", "xnio"), oldest, List.of("xnio-slices"), List.of("ByteBufferSlicePool.doFree")),
                Arguments.of(new Library("Xnio", "xnio"), newest, List.of("xnio"), List.of("ByteBufferPool.free")));
    }

    @ParameterizedTest
    @MethodSource
    void misusedAfterHealthyUse(Library library, Platform.Generation jdk, List<String> modules, List<String> methods) {
        Finished run = library.on(jdk).agent("strict=true,stacks=all").run(library.program(), "misused", modules.get(0)).exits(0)
                .outcome("found", modules.size() + "DOUBLE_FREE").outcome("leaks", 0).outcome("swallowed", 0);

        assertThat(Integer.parseInt(run.outcome("handOuts"))).isGreaterThan(1_000);
        for (int i = 0; i < modules.size(); i++) {
            String module = modules.get(i);
            assertThat(run.agentLines()).anyMatch(line -> line.startsWith(module + " covers "));
            assertThat(run.block(i + 1)).anyMatch(line -> line.startsWith("  memory ") && line.endsWith("(" + module + ")"));
            isGuilty(library, methods.get(i), run.block(i + 1));
        }
    }

    private static int index(List<String> lines, String start) {
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).startsWith(start)) {
                return i;
            }
        }
        throw new AssertionError(start + " in " + lines);
    }

    /** If a library counts references itself, a second release does not reach the pool. */
    @ParameterizedTest
    @MethodSource("guarded")
    void aReleaseThatTheLibraryRefusesIsNoFinding(Library library) {
        Finished run = library.on(Platform.Generation.NEWEST_JDK).run(library.program(), "guarded");

        silent(run);
        assertThat(run.out()).anyMatch(line -> line.startsWith("GUARDED"));
    }

    static Stream<Library> guarded() {
        return Stream.of(HBASE, JETTY_12, new Library("JettyPool12", "jetty-12.0"));
    }

    /** CVE-2019-17638: the header buffer of a response that is too long. */
    @ParameterizedTest
    @EnumSource(Platform.Generation.class)
    void theDoubleReleaseOfJettysServerIsFoundWhereItHappens(Platform.Generation jdk) {
        Finished run = new Library("JettyServer", "jetty-9.4.28").on(jdk).agent("stacks=all").run("JettyServer").exits(0)
                .outcome("found", "1DOUBLE_FREE").outcome("swallowed", 0);

        assertThat(run.out()).contains("ANSWER HTTP/1.1 500 Server Error");
        List<String> block = run.block(1);
        int thread = index(block, "  thread ");
        assertThat(block.get(thread + 1)).contains("ArrayByteBufferPool.release");
        assertThat(block.get(thread + 2)).contains("HttpConnection$SendCallback.release");
        int freed = index(block, "  freed by");
        assertThat(block.get(freed + 2)).contains("HttpConnection$SendCallback.process");
    }

    @ParameterizedTest
    @EnumSource(Platform.Generation.class)
    void theRepairedServerIsSilent(Platform.Generation jdk) {
        Finished run = new Library("JettyServer", "jetty-9.4.30").on(jdk).run("JettyServer").exits(0).outcome("found", "nothing")
                .outcome("held", 0).outcome("swallowed", 0);

        assertThat(run.out()).contains("ANSWER HTTP/1.1 500 Server Error");
        assertThat(run.blocks()).isEmpty();
    }

    @Test
    void aRecipeCanBeDisabled() {
        Finished run = JETTY_9.on(Platform.Generation.OLDEST_JDK).agent("disable=jetty").run(JETTY_9.program(), "misused").exits(0)
                .outcome("found", "nothing").outcome("handOuts", 0);

        assertThat(run.agentLines()).noneMatch(line -> line.contains("covers"));
    }

    /** The second release does not take place, so no buffer gets two holders. */
    @Test
    void anOperationThatThrowsDoesNotTakePlace() {
        Finished run = JETTY_9.on(Platform.Generation.OLDEST_JDK).agent("on-violation=throw").run(JETTY_9.program(), "misused");

        assertThat(run.exit()).as(run.toString()).isEqualTo(1);
        assertThat(run.err()).anyMatch(line -> line.contains("io.pageconsistency.PageConsistencyError: DOUBLE_FREE"));
    }
}
