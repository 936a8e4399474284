package io.pageconsistency.benchmarks.startup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import picocli.CommandLine;

import io.pageconsistency.benchmarks.Benchmarks;

/** An agent that is not active costs nothing. That must not be reported as a good figure. */
class StartUpTest {
    @Test
    void noticesAnAgentThatIsNotAtWork(@TempDir Path directory) throws Exception {
        StringWriter err = new StringWriter();
        CommandLine line = new CommandLine(new Benchmarks()).setErr(new PrintWriter(err));

        int status = line.execute("startup", "--quick", "--agent", EmptyAgent.jar(directory).toString());

        assertThat(status).isNotZero();
        assertThat(err.toString()).contains("was to be checked");
    }
}
