package io.pageconsistency.agent.options;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import io.pageconsistency.agent.allocators.netty.adaptive.NettyAdaptive;
import io.pageconsistency.agent.allocators.netty.buffers.NettyBuffers;
import io.pageconsistency.agent.allocators.netty.buffers.NettyChannel;
import io.pageconsistency.agent.allocators.netty.buffers.NettyRecycler;
import io.pageconsistency.agent.allocators.netty.pooled.NettyCaches;
import io.pageconsistency.agent.allocators.netty.pooled.NettyPooled;
import io.pageconsistency.agent.allocators.netty.unpooled.NettyUnpooled;
import io.pageconsistency.nativememory.NativeMemory;
import io.pageconsistency.pools.ApiRegions;

/** What the reference says can be set is what can be set. */
class OptionsReferenceTest {
    private static final String HEAD = "| key | values";

    /** The cell of values by that of the key, without the marks of code. */
    private final Map<String, String> rows = new LinkedHashMap<>();

    OptionsReferenceTest() throws IOException {
        List<String> lines = Files.readAllLines(Path.of(System.getProperty("basedir"), "..", "..", "docs", "reference", "options.md"));
        lines.stream().dropWhile(line -> !line.startsWith(HEAD)).skip(2).takeWhile(line -> line.startsWith("|"))
                .map(line -> line.replace("`", "").split(" *\\| *")).forEach(cells -> rows.put(cells[1], cells[2]));
    }

    @Test
    void namesEveryOptionAndNoOther() {
        assertThat(rows.keySet()).containsExactlyElementsOf(Arrays.stream(Option.values()).map(Option::key).toList());
    }

    @Test
    void namesTheSameChoices() {
        for (Option option : Option.values()) {
            if (!option.defaultValue().isEmpty()) {
                assertThat(rows.get(option.key())).as(option.key()).isEqualTo(option.allowed());
            }
        }
    }

    @Test
    void namesTheModulesThatCanBeLeftOut() {
        assertThat(rows.get(Option.DISABLE.key())).startsWith(
                String.join(", ", NettyPooled.NAME, NettyAdaptive.NAME, NettyUnpooled.NAME, NettyBuffers.NAME, NettyRecycler.NAME,
                        NettyChannel.NAME, NettyCaches.NAME, ApiRegions.NAME, NativeMemory.NAME, "")).endsWith("joined by +");
    }
}
