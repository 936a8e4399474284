package io.pageconsistency.agent.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.FileDescriptor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.pageconsistency.it.Child;

@Timeout(300)
class OutputFileTest {
    @TempDir
    private Path directory;

    private static String name(String given) {
        return OutputFile.of(given).toString();
    }

    @Test
    void percentSignsStandForProcessAndTime() {
        long pid = ProcessHandle.current().pid();
        assertThat(name("a-%p.jfr")).isEqualTo("a-" + pid + ".jfr");
        assertThat(name("%p%p")).isEqualTo("" + pid + pid);
        assertThat(name("a-%t-%p")).matches("a-\\d{4}(_\\d\\d){5}-" + pid);
        assertThat(name("100%%p-%x-%")).isEqualTo("100%p-%x-%");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/dev/null", "/dev/full", "/dev/stderr", "/dev/stdout"})
    void acceptsDevicesThatNeverBlock(String device) {
        assumeTrue(Files.exists(Path.of(device)));
        assertThatCode(() -> OutputFile.of(device).requirePrompt()).doesNotThrowAnyException();
    }

    @Test
    void theStreamsOfTheProcessNeedNotBeOpened() throws Exception {
        assumeTrue(Files.exists(Path.of("/dev/stderr")));
        assertThat(OutputFile.of("/dev/stderr").stream()).isSameAs(FileDescriptor.err);
        assertThat(OutputFile.of("/dev/stdout").stream()).isSameAs(FileDescriptor.out);
        Path link = Files.createSymbolicLink(directory.resolve("link"), Path.of("/dev/stderr"));
        Path further = Files.createSymbolicLink(directory.resolve("further"), Path.of("link"));
        assertThat(OutputFile.of(further.toString()).stream()).as("%s to %s", further, link).isSameAs(FileDescriptor.err);
        assertThat(OutputFile.of(directory.resolve("file").toString()).stream()).isNull();
    }

    @Test
    void aPipeIsRefusedAndNotOpened() throws Exception {
        Path pipe = directory.resolve("pipe");
        assumeTrue(Child.works(List.of("mkfifo", pipe.toString())));
        Path link = Files.createSymbolicLink(directory.resolve("link"), pipe);
        for (Path file : new Path[] {pipe, link}) {
            assertThatThrownBy(() -> OutputFile.of(file.toString()).requirePrompt()).isInstanceOf(IOException.class)
                    .hasMessageStartingWith("it is a pipe or a device");
        }
    }

    /** The error is reported when the file is opened. */
    @Test
    void aLinkToItselfIsNotFollowedForEver() throws Exception {
        Path link = directory.resolve("link");
        Files.createSymbolicLink(link, link);
        OutputFile file = OutputFile.of(link.toString());
        file.requirePrompt();
        assertThat(file.stream()).isNull();
    }
}
