package io.pageconsistency.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

import javax.xml.parsers.DocumentBuilderFactory;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** The documentation's commands for running the rules without Mission Control, run in this virtual machine. */
@Tag("ends")
class MissionControlCommandsIT {
    private final Path directory = Build.newRun("mission-control");

    /** Runs the main class of a command. Returns its output. */
    private String run(String end) throws Exception {
        List<String> words = Documentation.words(Documentation.line("java -cp …", end));
        String[] arguments = words.subList(words.indexOf("…") + 2, words.size()).stream().map(this::inPlace).toArray(String[]::new);
        PrintStream out = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            Class.forName(words.get(words.indexOf("…") + 1)).getMethod("main", String[].class).invoke(null, (Object) arguments);
        } finally {
            System.setOut(out);
        }
        return printed.toString(StandardCharsets.UTF_8);
    }

    private String inPlace(String word) {
        return word.equals("app.jfr") ? Recorded.FAULTY.file().toString() : word.endsWith(".html") ? directory.resolve(word).toString() : word;
    }

    @Test
    void warningsAsXml() throws Exception {
        Document report = DocumentBuilderFactory.newInstance().newDocumentBuilder()
                .parse(new InputSource(new StringReader(run("-min warning app.jfr"))));

        NodeList rules = report.getElementsByTagName("rule");
        assertThat(IntStream.range(0, rules.getLength()).mapToObj(i -> rules.item(i).getTextContent()))
                .anyMatch(text -> text.contains("Page Consistency") && text.contains("Warning") && text.contains("DOUBLE_FREE"))
                .noneMatch(text -> text.contains("Page Consistency Leaks"));
    }

    @Test
    void aReportAsHtml() throws Exception {
        run("report.html");

        assertThat(Files.readString(directory.resolve("report.html"))).contains("Scenarios.runFreedTwice");
    }
}
