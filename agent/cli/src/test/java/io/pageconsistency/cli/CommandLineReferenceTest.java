package io.pageconsistency.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import picocli.CommandLine;

import io.pageconsistency.cli.console.Status;
import io.pageconsistency.cli.jvm.Snapshots;
import io.pageconsistency.cli.stats.StatsJson;

/** The reference of the command line names all that exists. */
class CommandLineReferenceTest {
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final Pattern FIELD = Pattern.compile("\"(\\w+)\":");

    private final CommandLine line = Cli.line(new File("page-consistency.jar"));

    /** The cells of a table of two columns. */
    private static Map<String, String> table(String head) throws IOException {
        List<String> lines = Files.readAllLines(Path.of(System.getProperty("basedir"), "..", "..", "docs", "reference", "command-line.md"));
        Map<String, String> rows = new LinkedHashMap<>();
        lines.stream().dropWhile(text -> !text.startsWith(head)).skip(2).takeWhile(text -> text.startsWith("|"))
                .map(text -> text.split(" *\\| *")).forEach(cells -> rows.put(cells[1], cells[2]));
        assertThat(rows).as(head).isNotEmpty();
        return rows;
    }

    private static Stream<String> codes(Stream<String> cells) {
        return cells.flatMap(cell -> CODE.matcher(cell).results()).map(match -> match.group(1));
    }

    @Test
    void namesEveryExitStatus() throws IOException {
        assertThat(table("| status |")).isEqualTo(line.getCommandSpec().usageMessage().exitCodeList());
        assertThat(Arrays.stream(Status.class.getDeclaredFields()).filter(field -> field.getType() == int.class).count())
                .isEqualTo(line.getCommandSpec().usageMessage().exitCodeList().size());
    }

    @Test
    void namesEveryCommandAndOption() throws IOException {
        Map<String, String> rows = table("| `java -jar page-consistency.jar");
        line.getSubcommands().forEach((name, command) -> {
            Map.Entry<String, String> row = rows.entrySet().stream().filter(entry -> entry.getKey().startsWith("`" + name))
                    .findFirst().orElseThrow(() -> new AssertionError(name + " is not in the table"));
            command.getCommandSpec().options().stream().map(option -> option.shortestName())
                    .filter(option -> !List.of("-h", "-V", "--timeout").contains(option))
                    .forEach(option -> assertThat(row.toString()).contains(option));
        });
        assertThat(rows).hasSize(line.getSubcommands().size() + 1);
    }

    @Test
    void namesEveryFieldOfTheJson() throws IOException {
        String json = StatsJson.of(1, "name", new Snapshots().take(), null)
                .replaceAll("\"(violationCountBy\\w+|settings)\":\\{[^}]*}", "\"$1\":0");

        assertThat(codes(table("| field |").keySet().stream())).containsExactlyInAnyOrderElementsOf(
                FIELD.matcher(json).results().map((MatchResult match) -> match.group(1)).toList());
    }
}
