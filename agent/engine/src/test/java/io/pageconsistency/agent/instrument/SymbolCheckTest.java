package io.pageconsistency.agent.instrument;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URLClassLoader;
import java.util.HashMap;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.pageconsistency.agent.allocators.netty.adaptive.NettyAdaptive;
import io.pageconsistency.agent.allocators.netty.buffers.NettyBuffers;
import io.pageconsistency.agent.allocators.netty.buffers.NettyChannel;
import io.pageconsistency.agent.allocators.netty.pooled.NettyCaches;
import io.pageconsistency.agent.allocators.netty.pooled.NettyPooled;
import io.pageconsistency.agent.allocators.netty.unpooled.NettyUnpooled;
import io.pageconsistency.agent.instrument.advice.Insertion;
import io.pageconsistency.agent.instrument.symbols.ClassFiles;
import io.pageconsistency.agent.instrument.symbols.Releases;

/** Checks released jars against the modules' symbols, before anything is woven. */
class SymbolCheckTest {
    @ParameterizedTest
    @ValueSource(strings = {"4.1.52", "4.1.61", "4.1.95", "4.1.111", "4.1.140", "4.2.0", "4.2.3", "4.2.20"})
    void findsEverythingOfThePooledAllocator(String version) throws IOException {
        assertThat(missing(new NettyPooled(), "io.", "netty-buffer-" + version + ".Final")).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "io.grpc.netty.shaded.io., grpc-netty-shaded-1.85.1",
        "com.datastax.oss.driver.shaded., java-driver-core-shaded-4.17.0",
        "org.apache.hbase.thirdparty.io., hbase-shaded-netty-4.1.12"})
    void findsItInRelocatedCopies(String prefix, String jar) throws IOException {
        assertThat(missing(new NettyPooled(), prefix, jar)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"4.1.52", "4.1.138", "4.1.140", "4.2.0", "4.2.20"})
    void findsTheQueuesOfChannels(String version) throws IOException {
        assertThat(missing(new NettyChannel(), "io.", "netty-transport-" + version + ".Final")).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "io.grpc.netty.shaded.io., grpc-netty-shaded-1.85.1",
        "com.datastax.oss.driver.shaded., java-driver-core-shaded-4.17.0",
        "org.apache.hbase.thirdparty.io., hbase-shaded-netty-4.1.12"})
    void findsBuffersAndQueuesInRelocatedCopies(String prefix, String jar) throws IOException {
        assertThat(missing(new NettyBuffers(), prefix, jar)).isNull();
        assertThat(missing(new NettyCaches(), prefix, jar)).isNull();
        assertThat(missing(new NettyChannel(), prefix, jar)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"4.1.52", "4.1.61", "4.1.95", "4.1.111", "4.1.140", "4.2.0", "4.2.3", "4.2.20"})
    void findsWhatHoldsBuffers(String version) throws IOException {
        assertThat(missing(new NettyBuffers(), "io.", "netty-buffer-" + version + ".Final")).isNull();
        assertThat(missing(new NettyCaches(), "io.", "netty-buffer-" + version + ".Final")).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"4.1.34", "4.1.51"})
    void refusesReleasesWithPagesInATree(String version) throws IOException {
        assertThat(missing(new NettyPooled(), "io.", "netty-buffer-" + version + ".Final"))
                .isEqualTo("PoolChunk.collapseRuns(long, ...): long not found");
    }

    @ParameterizedTest
    @ValueSource(strings = {"4.1.111", "4.1.122", "4.1.130", "4.1.140", "4.2.0", "4.2.3", "4.2.7", "4.2.10", "4.2.20"})
    void findsEverythingOfTheAdaptiveAllocator(String version) throws IOException {
        assertThat(missing(new NettyAdaptive(), "io.", "netty-buffer-" + version + ".Final")).isNull();
        assertThat(missing(new NettyAdaptive().refusing(), "io.", "netty-buffer-" + version + ".Final")).isNull();
    }

    @ParameterizedTest
    @CsvSource({"io., netty-buffer-4.1.52.Final", "io., netty-buffer-4.1.95.Final", "io., netty-buffer-4.1.140.Final",
        "io., netty-buffer-4.2.0.Final", "io., netty-buffer-4.2.3.Final", "io., netty-buffer-4.2.20.Final",
        "io.grpc.netty.shaded.io., grpc-netty-shaded-1.85.1", "com.datastax.oss.driver.shaded., java-driver-core-shaded-4.17.0",
        "org.apache.hbase.thirdparty.io., hbase-shaded-netty-4.1.12"})
    void findsEverythingOfUnpooledBuffers(String prefix, String jar) throws IOException {
        assertThat(missing(new NettyUnpooled(), prefix, jar)).isNull();
        assertThat(missing(new NettyUnpooled().refusing(), prefix, jar)).isNull();
    }

    /** Of releases that do the same work in different methods, each must have its own method. */
    @Test
    void namesAMethodThatIsMissingInSomeReleasesOnly() throws IOException {
        WovenClass woven = new WovenClass("PoolSubpage")
                .weaveIn(Releases.with("PoolChunk", "noSuchField"), Insertion.copying(Object.class), "void", "noSuchMethod")
                .weaveIn(Releases.without("PoolChunk", "runsAvail"), Insertion.copying(Object.class), "void", "norThis");
        assertThat(missing(new OneClass(woven, new WovenClass("PoolChunk")))).isNull();
        woven.weaveIn(Releases.with("PoolChunk", "runsAvail").butNotWith("PoolChunk", "noSuchField"), Insertion.copying(Object.class), "void", "butThis");
        assertThat(missing(new OneClass(woven, new WovenClass("PoolChunk")))).isEqualTo("PoolSubpage.butThis(...): void not found");
    }

    @Test
    void namesAClassThatIsNotThere() throws IOException {
        assertThat(missing(new NettyAdaptive(), "io.", "netty-buffer-4.1.95.Final"))
                .isEqualTo("class AdaptivePoolingAllocator$AdaptiveByteBuf has no class file");
    }

    @Test
    void namesAConstantOfAnotherValue() throws IOException {
        assertThat(missing(new OneClass(new WovenClass("PoolChunk").constant("SIZE_SHIFT", 35))))
                .isEqualTo("PoolChunk.int SIZE_SHIFT = 35 not found");
    }

    @Test
    void namesAFieldOfAnotherType() throws IOException {
        assertThat(missing(new OneClass(new WovenClass("PoolSubpage").field("PoolChunk", "chunk").field("long", "runOffset"))))
                .isEqualTo("PoolSubpage.long runOffset not found");
    }

    @Test
    void namesAMethodThatReturnsSomethingElse() throws IOException {
        assertThat(missing(new OneClass(new WovenClass("PoolSubpage").weave(Object.class, "void", "free", "PoolSubpage"))))
                .isEqualTo("PoolSubpage.free(PoolSubpage, ...): void not found");
    }

    @Test
    void refusesAMethodThatCouldBeEitherOfTwo() throws IOException {
        assertThat(missing(new OneClass(new WovenClass("PoolChunk").weave(Object.class, "void", "<init>", "PoolArena"))))
                .isEqualTo("PoolChunk.<init>(PoolArena, ...): void not found");
    }

    private static String missing(AllocatorModule module) throws IOException {
        return missing(module, "io.", "netty-buffer-4.2.20.Final");
    }

    private static String missing(AllocatorModule module, String prefix, String jar) throws IOException {
        try (URLClassLoader loader = Libraries.isolated(jar); ClassFiles files = ClassFiles.of(loader, null)) {
            return SymbolCheck.firstMissing(module, prefix, files, new HashMap<>());
        }
    }
}
