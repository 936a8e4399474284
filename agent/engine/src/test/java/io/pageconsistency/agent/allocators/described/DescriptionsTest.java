package io.pageconsistency.agent.allocators.described;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All descriptions together. A name must stand for only one of them, because findings and {@code disable} use it. */
class DescriptionsTest {
    @TempDir
    private Path directory;
    private final List<String> problems = new ArrayList<>();

    private String file(String file, String... pools) throws IOException {
        StringBuilder text = new StringBuilder("pools:\n");
        for (String pool : pools) {
            text.append("  - {name: ").append(pool).append(", class: a.Pool, hand-out: get(), take-back: put(A)}\n");
        }
        return Files.writeString(directory.resolve(file), text).toString();
    }

    @Test
    void theSameNameInTheSameFileOrInAnotherIsToldWithBothPlaces() throws IOException {
        String first = file("first.yaml", "one", "two", "one");
        String second = file("second.yaml", "three", "two");

        assertThat(Descriptions.read(List.of(first, second), Set.of(), problems)).extracting(DescribedModule::name)
                .containsExactly("one", "two", "three");
        assertThat(problems).containsExactly(
                first + ":4: the name 'one' is that of the pool at " + first + ":2; allowed: one of its own",
                second + ":3: the name 'two' is that of the pool at " + first + ":3; allowed: one of its own");
    }

    @Test
    void theNameOfAModuleIsTaken() throws IOException {
        assertThat(Descriptions.read(List.of(file("mine.yaml", "ground")), Set.of("ground"), problems)).isEmpty();
        assertThat(problems).singleElement().asString().endsWith("mine.yaml:2: the name 'ground' is that of a module of the agent; "
                + "allowed: one of its own");
    }

    @Test
    void theUsersDescriptionOfAClassTakesThePlaceOfTheRecipe() throws IOException {
        String file = Files.writeString(directory.resolve("mine.yaml"), """
                pools:
                  - name: mine
                    class: a.Pool
                    hand-out: get()
                    take-back: {method: release(), class: org.eclipse.jetty.io.ArrayByteBufferPool$PooledBuffer, page: this}
                """).toString();
        List<DescribedModule> mine = Descriptions.read(List.of(file), Set.of(), problems);
        assertThat(problems).isEmpty();

        List<DescribedModule> recipes = Descriptions.recipes();
        assertThat(recipes).extracting(DescribedModule::name).contains("jetty", "hbase");
        assertThat(Descriptions.beside(mine, recipes)).extracting(DescribedModule::name).doesNotContain("jetty").contains("hbase");
    }
}
