package io.pageconsistency.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Pools of released libraries with descriptions, correct and wrong ones. */
class DescriptionsIT {
    private static final int MISCONFIGURED = 78;
    private static final Library XNIO = new Library("Xnio", "xnio");

    @TempDir
    private Path directory;

    private static String pools(String file) {
        return "pools=" + Build.pools(file);
    }

    static Stream<Arguments> guarded() {
        return Stream.of(Arguments.of(new Library("ArrowMemory", "arrow"), "arrow.yaml"),
                Arguments.of(new Library("OffheapStore", "offheap-store"), "offheap-store.yaml"));
    }

    @ParameterizedTest
    @MethodSource("guarded")
    void misuseThatThePoolItselfRefusesIsNoFinding(Library library, String file) {
        Finished run = library.on(Platform.Generation.OLDEST_JDK).agent(pools(file) + ",strict=true").run(library.program(), "guarded");

        RecipesIT.silent(run);
        assertThat(run.out()).anyMatch(line -> line.startsWith("GUARDED"));
    }

    /** A static pool of objects that ignores some of the returned objects. */
    @Test
    void objectsThatThePoolIgnoresAreNotTakenBack() {
        Library okio = new Library("Okio", "okio");
        okio.on(Platform.Generation.OLDEST_JDK).agent(pools("okio.yaml") + ",strict=true").run("Okio", "healthy").exits(0)
                .outcome("found", "nothing").outcome("swallowed", 0);
        Finished run = okio.on(Platform.Generation.OLDEST_JDK).agent(pools("okio.yaml")).run("Okio", "misused").exits(0)
                .outcome("found", "1DOUBLE_FREE").outcome("swallowed", 0);

        assertThat(run.block(1)).anyMatch(line -> line.matches(" *region +region \\d+, 1024 objects, each a page, owner okio as a whole"));
    }

    /** Arrays of several kinds. A reader that needs a longer array gives that one back, and drops the one that it got. */
    @Test
    void jacksonsArraysAreWatchedByTheDescriptionInTheManual() {
        Finished run = new Library("Jackson", "jackson").on(Platform.Generation.OLDEST_JDK)
                .agent(pools("jackson.yaml") + ",strict=true,stacks=all").run("Jackson", "misused").exits(0)
                .outcome("found", "1DOUBLE_FREE").outcome("swallowed", 0).outcome("leaks", 0);

        assertThat(run.agentLines()).anyMatch(line -> line.startsWith("jackson covers "));
        assertThat(Integer.parseInt(run.outcome("handOuts"))).isGreaterThan(1_000);
        // The report about the innocent party names another party that gave the memory back.
        assertThat(run.block(1)).anyMatch(line -> line.startsWith("  suspects"));
    }

    /** CVE-2017-5651: the processor of a request whose file the poller has sent. */
    @Test
    void theProcessorThatTomcatPushesTwiceIsFoundWhereItHappens() {
        Finished run = tomcat("8.5.12").outcome("found", "1DOUBLE_FREE");

        List<String> block = run.block(1);
        assertThat(RecipesIT.stack(block, "  thread ")).anyMatch(line -> line.contains("AbstractProtocol$ConnectionHandler.process("));
        assertThat(RecipesIT.stack(block, "  freed by")).anyMatch(line -> line.contains("NioEndpoint$Poller.processSendfile("));
    }

    @Test
    void theRepairedTomcatIsSilent() {
        assertThat(tomcat("8.5.15").outcome("found", "nothing").blocks()).isEmpty();
    }

    private static Finished tomcat(String release) {
        Finished run = new Library("TomcatServer", "tomcat-" + release).on(Platform.Generation.OLDEST_JDK)
                .agent(pools("tomcat.yaml") + ",strict=true,stacks=all").run("TomcatServer").exits(0).outcome("swallowed", 0);
        assertThat(run.out()).contains("SENT FIRST true", "ANSWER true");
        assertThat(run.agentLines()).anyMatch(line -> line.startsWith("tomcat covers "));
        return run;
    }

    private Finished withDescription(String text, String more, String... arguments) throws IOException {
        Path file = Files.writeString(directory.resolve("mine.yaml"), text);
        return XNIO.on(Platform.Generation.OLDEST_JDK).agent("pools=" + file + more).run("Xnio", arguments);
    }

    @Test
    void aWrongDescriptionEndsTheVirtualMachineAtItsStartWithALineForEachMistake() throws IOException {
        Finished run = withDescription("""
                pools:
                  - name: mine
                    clas: org.xnio.ByteBufferPool
                    hand-out: allocate(
                    take-back: free(ByteBuffer)
                """, "", "healthy").exits(MISCONFIGURED);

        assertThat(run.out()).isEmpty();
        assertThat(run.agentLines()).hasSize(3).allMatch(line -> line.contains("mine.yaml:") && line.contains("allowed: "));
        assertThat(run.agentLines().get(0)).contains("mine.yaml:3: ").contains("did you mean 'class'?");
    }

    @Test
    void aWrongDescriptionIsRefusedWithTheNearestMethods() throws IOException {
        String text = """
                pools:
                  - name: mine
                    class: org.xnio.ByteBufferPool
                    hand-out: ByteBuffer allocate()
                    take-back: fre(ByteBuffer)
                """;
        Finished run = withDescription(text, "", "misused").exits(0).outcome("found", "nothing").outcome("handOuts", 0);

        // At the start with the greeting, and not again when the class is loaded.
        assertThat(run.agentLines().get(1)).startsWith("mine does NOT cover org.xnio.ByteBufferPool in xnio-api")
                .contains("mine.yaml:5: ", "nearest: free(ByteBuffer)");
        assertThat(run.agentLines()).filteredOn(line -> line.contains("does NOT cover")).hasSize(1);
        withDescription(text, ",strict=true", "healthy").exits(MISCONFIGURED);
    }

    @Test
    void aDescriptionThatNoClassMatchedIsNamedAtTheEnd() throws IOException {
        String text = """
                pools:
                  - name: moved
                    class: org.elsewhere.ByteBufferPool
                    hand-out: allocate()
                    take-back: free(ByteBuffer)
                """;
        Finished run = withDescription(text, "", "healthy").exits(0);

        assertThat(run.agentLines().get(0)).contains("watching").contains("moved");
        assertThat(run.err()).anyMatch(line -> line.contains("not checked") && line.contains("moved of ")
                && line.contains("mine.yaml:2: no class org.elsewhere.ByteBufferPool was loaded; there is org.xnio.ByteBufferPool"));
        withDescription(text, ",strict=true", "healthy").exits(MISCONFIGURED);
    }

    /** A file may replace a single recipe. */
    @Test
    void aDescriptionOfTheUsersReplacesTheRecipe() throws IOException {
        Path file = Files.writeString(directory.resolve("mine.yaml"), """
                pools:
                  - name: my-jetty
                    class: org.eclipse.jetty.io.ArrayByteBufferPool
                    hand-out: acquire(int, boolean)
                    take-back: release(ByteBuffer)
                """);
        Finished run = new Library("JettyPool", "jetty-9.4.28").on(Platform.Generation.OLDEST_JDK).agent("pools=" + file)
                .run("JettyPool", "misused").exits(0).outcome("found", "1DOUBLE_FREE");

        assertThat(run.block(1).get(1)).contains("(my-jetty)");
        assertThat(run.agentLines()).noneMatch(line -> line.startsWith("jetty covers"));
    }
}
