package io.pageconsistency.agent.options;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import io.pageconsistency.Mode;
import io.pageconsistency.agent.allocators.netty.adaptive.NettyAdaptive;
import io.pageconsistency.agent.allocators.netty.buffers.NettyBuffers;
import io.pageconsistency.agent.allocators.netty.buffers.NettyChannel;
import io.pageconsistency.agent.allocators.netty.buffers.NettyRecycler;
import io.pageconsistency.agent.allocators.netty.pooled.NettyCaches;
import io.pageconsistency.agent.allocators.netty.pooled.NettyPooled;
import io.pageconsistency.agent.allocators.netty.unpooled.NettyUnpooled;
import io.pageconsistency.nativememory.NativeMemory;
import io.pageconsistency.pools.ApiRegions;

/** Checks that the reference lists exactly the options that exist. */
class OptionsReferenceTest {
    private static final String HEAD = "| key | values";
    private static final String HEAD_OF_MODES = "| | `production`";

    private final List<String> lines;
    /** The cell with the values, by the cell with the key, without the marks of code. */
    private final Map<String, String> rows = new LinkedHashMap<>();

    OptionsReferenceTest() throws IOException {
        lines = Files.readAllLines(Path.of(System.getProperty("basedir"), "..", "..", "docs", "reference", "options.md"));
        table(HEAD).forEach(cells -> rows.put(cells[1], cells[2]));
    }

    private Stream<String[]> table(String head) {
        return lines.stream().dropWhile(line -> !line.startsWith(head)).skip(2).takeWhile(line -> line.startsWith("|"))
                .map(line -> line.replace("`", "").split(" *\\| *"));
    }

    @Test
    void listsExactlyTheOptions() {
        assertThat(rows.keySet()).containsExactlyElementsOf(Arrays.stream(Option.values()).map(Option::key).toList());
    }

    @Test
    void namesTheSameChoices() {
        for (Option option : Option.values()) {
            if (!option.defaultValue().isEmpty()) {
                assertThat(rows.get(option.key())).as(option.key()).isEqualTo(option.allowed());
            } else if (option != Option.DISABLE) {
                assertThat(option.allowed()).as(option.key()).startsWith(rows.get(option.key()));
            }
        }
    }

    @Test
    void namesTheDefaultsOfEachMode() {
        List<Option> presets = Arrays.stream(Option.values())
                .filter(option -> !option.defaultIn(Mode.TEST).equals(option.defaultIn(Mode.PRODUCTION))).toList();

        List<String[]> modes = table(HEAD_OF_MODES).toList();

        assertThat(modes).extracting(cells -> cells[1]).containsExactlyElementsOf(presets.stream().map(Option::key).toList());
        for (int i = 0; i < presets.size(); i++) {
            assertThat(modes.get(i)[2]).as(presets.get(i).key()).isEqualTo(presets.get(i).defaultIn(Mode.PRODUCTION));
            assertThat(modes.get(i)[3]).as(presets.get(i).key()).startsWith(presets.get(i).defaultIn(Mode.TEST));
            assertThat(Option.MODE.description()).contains("`" + presets.get(i).key() + "=" + presets.get(i).defaultIn(Mode.TEST));
        }
    }

    @Test
    void namesTheModulesThatCanBeDisabled() {
        assertThat(rows.get(Option.DISABLE.key())).startsWith(
                String.join(", ", NettyPooled.NAME, NettyAdaptive.NAME, NettyUnpooled.NAME, NettyBuffers.NAME, NettyRecycler.NAME,
                        NettyChannel.NAME, NettyCaches.NAME, ApiRegions.NAME, NativeMemory.NAME, "")).endsWith("joined by +");
    }
}
