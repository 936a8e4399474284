package io.pageconsistency.agent.allocators.described.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.pageconsistency.agent.allocators.described.DescribedModule;
import io.pageconsistency.agent.allocators.described.Descriptions;
import io.pageconsistency.agent.allocators.described.model.PoolDescription;

/** The JSON schema for editors allows what the agent allows, including the recipes. */
class SchemaTest {
    private static final Path FILES = Path.of(System.getProperty("user.dir"));
    private static final Path RECIPES = FILES.resolve("src/main/resources/io/pageconsistency/agent/allocators/described/recipes");
    private static final Schema SCHEMA = schema();

    /** Mistakes that a schema cannot detect. */
    private static final Set<String> BEYOND = Set.of("allowed: once", "less than 2^63", "more than 0", "is checked before",
            "'pool' cannot", "'unless' cannot be 'return'", "'range' cannot be 'return", "'holder' cannot be 'return", "a class of",
            "'class' cannot", "not YAML");

    private static Schema schema() {
        try {
            return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(Files.readString(FILES.resolve("../../docs/page-consistency-pools.schema.json")));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    static Stream<Path> recipes() throws IOException {
        try (Stream<Path> files = Files.list(RECIPES)) {
            return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("recipes")
    void everyRecipeIsValid(Path recipe) throws IOException {
        assertThat(SCHEMA.validate(Files.readString(recipe), InputFormat.YAML)).isEmpty();
    }

    /** The descriptions that tests and the demo give to the agent. */
    static Stream<Path> descriptions() throws IOException {
        List<Path> all = new ArrayList<>();
        for (String directory : List.of("integration-tests/recipes-it/src/test/pools", "integration-tests/segments-it/src/test/pools",
                "demo-app/src")) {
            try (Stream<Path> files = Files.walk(FILES.resolve("../..").resolve(directory))) {
                all.addAll(files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList());
            }
        }
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("descriptions")
    void everyDescriptionThatTheAgentIsTriedWithIsValid(Path description) throws IOException {
        assertThat(SCHEMA.validate(Files.readString(description), InputFormat.YAML)).isEmpty();
    }

    @Test
    void everythingThatTheAgentKnowsIsValid() {
        assertThat(SCHEMA.validate(PoolsFileTest.EVERYTHING, InputFormat.YAML)).isEmpty();
    }

    /** A recipe that is missing in the index is never read, and a recipe is read only for the classes that the index has for it. */
    @Test
    void theIndexNamesTheClassesOfEachRecipe() throws IOException {
        List<DescribedModule> indexed = Descriptions.recipes();

        assertThat(indexed).extracting(recipe -> recipe.name() + ".yaml")
                .containsExactlyInAnyOrderElementsOf(recipes().map(file -> file.getFileName().toString()).toList());
        for (DescribedModule recipe : indexed) {
            assertThat(recipe.releases()).isNotEmpty().allMatch(release -> release.name().equals(recipe.name()))
                    .noneMatch(PoolDescription::subtypes);
            assertThat(recipe.types()).containsExactlyInAnyOrderElementsOf(
                    recipe.releases().stream().flatMap(release -> release.types().stream()).distinct().toList());
        }
    }

    @ParameterizedTest
    @MethodSource("io.pageconsistency.agent.allocators.described.yaml.PoolsFileTest#mistakes")
    void whatTheAgentRefusesTheSchemaRefusesToo(String right, String wrong, String answer) {
        if (BEYOND.stream().noneMatch(answer::contains)) {
            assertThat(SCHEMA.validate(PoolsFileTest.RIGHT.replace(right, wrong), InputFormat.YAML)).isNotEmpty();
        }
    }

    @Test
    void whatTheGuideShowsIsValid() throws IOException {
        String guide = Files.readString(FILES.resolve("../../docs/pools.md"));
        String first = guide.substring(guide.indexOf("```yaml") + 7, guide.indexOf("```", guide.indexOf("```yaml") + 7));

        List<String> problems = new ArrayList<>();
        assertThat(PoolsFile.read("guide", new ByteArrayInputStream(first.getBytes(StandardCharsets.UTF_8)), problems)).hasSize(1);
        assertThat(problems).isEmpty();
        assertThat(SCHEMA.validate(first, InputFormat.YAML)).isEmpty();
        for (String key : PoolReader.KEYS) {
            assertThat(guide).contains("`" + key + "`");
        }
    }
}
