package io.pageconsistency.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The agent's messages about itself, and about code that it cannot check. */
@Tag("ends")
class StartIT {
    private static final int MISCONFIGURED = 78;

    @ParameterizedTest
    @ValueSource(strings = {"bogus=1", "on-violation=explode", "stacks=", "recording"})
    void aWrongOptionEndsTheVirtualMachineWithOneLine(String options) {
        Finished run = Java.of(Platform.oldJdk(Platform.NEWEST_NETTY)).agent(options).run("CountedLoad")
                .exits(MISCONFIGURED);
        assertThat(run.out()).isEmpty();
        assertThat(run.agentLines()).singleElement().asString().contains(options.split("=")[0]).contains("allowed");
        // The only other line may be the virtual machine's warning about class data sharing.
        assertThat(run.err()).filteredOn(line -> !line.contains(" VM warning: ")).hasSize(1);
    }

    @ParameterizedTest
    @MethodSource("io.pageconsistency.it.Platform#ends")
    void oneLineNamesWhatIsWatched(Platform platform) {
        Finished run = Java.of(platform).run("CountedLoad", "allocations=101").exits(0).foundNothing();
        List<String> lines = run.agentLines();
        assertThat(lines.get(0)).contains("Java " + platform.jdk().feature() + ".").contains("netty-pooled");
        assertThat(lines).anyMatch(line -> line.contains("netty-pooled covers io.netty.buffer")
                && line.contains(platform.netty()));
        assertThat(lines.get(lines.size() - 1)).startsWith("at exit: 0 violations, 0 follow-ups");
        assertThat(run.err()).last().isEqualTo("  off           use of freed memory (poison, fence) and late calls on "
                + "reused buffer objects (handles) were not looked for; see mode=test");
    }

    /** Explicit options win over those of the mode, wherever they stand. */
    @Test
    void inModeTestEverythingIsOn() {
        Finished run = Java.of(Platform.oldJdk(Platform.NEWEST_NETTY)).agent("scrub=off,strict=false,mode=test").recorded()
                .run("CountedLoad", "allocations=101").exits(0).foundNothing();
        assertThat(run.agentLines()).anySatisfy(line -> assertThat(line).contains("; mode test (stacks=all, handles=all, ")
                .contains("strict=false); violations are"));
        assertThat(run.agentLines()).anyMatch(line -> line.startsWith("netty-recycler covers "));
        assertThat(run.err()).noneMatch(line -> line.contains("not looked for"));
        assertThat(run.recording().status("netty-pooled").getString("mode")).isEqualTo("test");
    }

    /** Byte Buddy's advice needs four hundred further classes, and each program with Netty would wait for them. */
    @ParameterizedTest
    @MethodSource("io.pageconsistency.it.Platform#ends")
    void ofByteBuddyOnlyTheClassFileLibraryIsLoaded(Platform platform) {
        Finished run = Java.of(platform).with("-Xlog:class+load").run("CountedLoad", "allocations=101").exits(0).foundNothing();
        assertThat(run.out()).anyMatch(line -> line.contains(" io.pageconsistency.shaded.bytebuddy.jar.asm.ClassWriter "))
                .noneMatch(line -> line.matches(".* io\\.pageconsistency\\.shaded\\.bytebuddy\\.(?!jar|utility|ClassFileVersion).*"));
    }

    /** A release older than the covered ones is left alone, and the message names the symbol that is missing. */
    @Test
    void anOlderNettyIsRefusedAndTheSymbolNamed() {
        Finished run = Java.of(Platform.oldJdk("4.1.51")).recorded().run("CountedLoad", "cached=true")
                .exits(0).foundNothing();
        assertThat(run.agentLines()).anyMatch(line -> line.contains("netty-pooled does NOT cover io.netty.buffer")
                && line.contains("4.1.51") && line.contains("collapseRuns"));
        assertThat(run.recording().status("netty-pooled").getString("refused")).contains("collapseRuns");
        assertThat(run.recording().status("netty-pooled").getInt("woven")).isZero();
        assertThat(run.recording().of("RegionOpened")).isEmpty();
    }

    /** The default allocator of 4.2, without any option. */
    @Test
    void theAdaptiveAllocatorIsCovered() {
        Finished run = Java.of(Platform.newJdk(Platform.NEWEST_NETTY)).agent("strict=true").recorded()
                .run("HttpLoad", "allocator=default", "requests=11")
                .exits(0).foundNothing().outcome("allocator", "AdaptiveByteBufAllocator");
        assertThat(run.agentLines()).anyMatch(line -> line.startsWith("netty-adaptive covers io.netty.buffer in netty-buffer-"));
        assertThat(run.err()).noneMatch(line -> line.contains("not checked"));
        assertThat(run.recording().status("netty-adaptive").getBoolean("firstEventSeen")).isTrue();
    }

    /** In strict mode only a run that was checked completely ends with its own status. */
    @ParameterizedTest
    @MethodSource("io.pageconsistency.it.Platform#ends")
    void inStrictModeUncheckedCodeIsAnError(Platform platform) {
        Java.of(platform).agent("strict=true").run("CountedLoad", "allocations=101").exits(0).foundNothing();
    }

    @Test
    void inStrictModeAnOlderNettyIsAnError() {
        Finished run = Java.of(Platform.oldJdk("4.1.51")).agent("strict=true").recorded().run("CountedLoad", "cached=true")
                .exits(MISCONFIGURED).foundNothing();
        assertThat(run.agentLines()).last().asString().startsWith("strict: status 78, because netty-pooled does not cover")
                .contains("collapseRuns");
        assertThat(run.recording().status("netty-pooled").getString("refused")).as("written before").contains("collapseRuns");
    }
}
