package io.pageconsistency.junit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

import jdk.jfr.consumer.RecordingFile;

@Isolated("it takes standard error")
class TapeTest {
    @TempDir
    private Path directory;

    @Test
    void writesNoFileUntilAsked() {
        Tape.start(directory.resolve("none"));

        assertThat(directory.resolve("none")).doesNotExist();
    }

    @Test
    void writesOneFileForEachFailure() throws IOException {
        Tape tape = Tape.start(directory.resolve("made/when/needed"));
        Path first = Path.of(tape.keep("CartTest.empty order[1]"));
        Path second = Path.of(tape.keep("CartTest.empty order[1]"));

        assertThat(first).isEqualTo(directory.resolve("made/when/needed/CartTest.empty_order_1_.jfr")).isRegularFile();
        assertThat(second).isEqualTo(directory.resolve("made/when/needed/CartTest.empty_order_1_-2.jfr")).isRegularFile();
        RecordingFile.readAllEvents(second);
    }

    /** A read-only file system gives such an error. A file in place of the directory also stops root. */
    @Test
    void saysWhyItCannotWriteAFile() throws IOException {
        Tape tape = Tape.start(Files.createFile(directory.resolve("file")));
        PrintStream usual = System.err;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
        try {
            assertThat(tape.keep("CartTest")).isNull();
        } finally {
            System.setErr(usual);
        }

        assertThat(said.toString(StandardCharsets.UTF_8)).startsWith("[page-consistency] no recording in "
                + directory.resolve("file").resolve("CartTest.jfr") + ": ").contains("FileAlreadyExistsException");
    }
}
