package io.pageconsistency.agent.instrument;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.pageconsistency.agent.allocators.netty.adaptive.NettyAdaptive;
import io.pageconsistency.agent.allocators.netty.buffers.NettyBuffers;
import io.pageconsistency.agent.allocators.netty.buffers.NettyChannel;
import io.pageconsistency.agent.allocators.netty.buffers.NettyRecycler;
import io.pageconsistency.agent.allocators.netty.pooled.NettyCaches;
import io.pageconsistency.agent.allocators.netty.pooled.NettyPooled;
import io.pageconsistency.agent.allocators.netty.unpooled.NettyUnpooled;
import io.pageconsistency.agent.instrument.symbols.ClassFiles;
import io.pageconsistency.agent.instrument.symbols.ClassShape;

/**
 * Checks what modules declare against the hooks and against released jars: every passed value exists, and there is a hook that
 * takes it.
 */
class EveryHookTest {
    @ParameterizedTest
    @CsvSource({"io., netty-buffer-4.1.52.Final", "io., netty-buffer-4.1.61.Final", "io., netty-buffer-4.1.95.Final",
        "io., netty-buffer-4.1.111.Final", "io., netty-buffer-4.1.140.Final", "io., netty-buffer-4.2.0.Final",
        "io., netty-buffer-4.2.3.Final", "io., netty-buffer-4.2.20.Final", "io.grpc.netty.shaded.io., grpc-netty-shaded-1.85.1",
        "com.datastax.oss.driver.shaded., java-driver-core-shaded-4.17.0",
        "org.apache.hbase.thirdparty.io., hbase-shaded-netty-4.1.12"})
    void inBuffers(String prefix, String jar) throws IOException {
        for (AllocatorModule module : List.of(new NettyPooled(), new NettyBuffers(), new NettyCaches(), new NettyUnpooled())) {
            assertFits(module, prefix, jar);
        }
    }

    @ParameterizedTest
    @CsvSource({"io., netty-transport-4.1.52.Final", "io., netty-transport-4.1.138.Final", "io., netty-transport-4.1.140.Final",
        "io., netty-transport-4.2.0.Final", "io., netty-transport-4.2.20.Final",
        "io.grpc.netty.shaded.io., grpc-netty-shaded-1.85.1", "com.datastax.oss.driver.shaded., java-driver-core-shaded-4.17.0",
        "org.apache.hbase.thirdparty.io., hbase-shaded-netty-4.1.12"})
    void inChannels(String prefix, String jar) throws IOException {
        assertFits(new NettyChannel(), prefix, jar);
    }

    @ParameterizedTest
    @ValueSource(strings = {"4.1.111", "4.1.122", "4.1.130", "4.1.140", "4.2.0", "4.2.3", "4.2.7", "4.2.10", "4.2.20"})
    void inTheAdaptiveAllocator(String version) throws IOException {
        assertFits(new NettyAdaptive(), "io.", "netty-buffer-" + version + ".Final");
    }

    @ParameterizedTest
    @ValueSource(strings = {"4.1.52", "4.2.20"})
    void inRecyclers(String version) throws IOException {
        assertFits(new NettyRecycler(), "io.", "netty-common-" + version + ".Final");
    }

    private static void assertFits(AllocatorModule module, String prefix, String jar) throws IOException {
        try (URLClassLoader loader = Libraries.loader(jar); ClassFiles files = ClassFiles.of(loader, null)) {
            LibraryCopy copy = Examination.of(module, loader, prefix, null);
            assertThat(copy.refusal()).isNull();
            List<String> untouched = new ArrayList<>();
            for (WovenClass type : module.classes()) {
                String name = copy.home() + type.name();
                byte[] classFile = files.read(name);
                if (classFile != null) {
                    // Advice by Byte Buddy would make the start of an application several times longer.
                    assertThat(copy.hooks(type)).as(name).allMatch(hook -> hook.insertion().advice() == null);
                    byte[] with = ModuleEdits.Hooks.woven(
                            new ClassEdits.Definition(loader, name.replace('.', '/'), null, null, classFile), copy, copy.hooks(type));
                    if (with.length == classFile.length && copy.hooks(type).stream()
                            .anyMatch(hook -> hook.method().isIn(ClassShape.of(classFile), copy.home()))) {
                        untouched.add(name);
                    }
                }
            }
            assertThat(untouched).isEmpty();
        }
    }
}
