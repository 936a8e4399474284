package io.pageconsistency.benchmarks.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import picocli.CommandLine;

import io.pageconsistency.benchmarks.Benchmarks;
import io.pageconsistency.benchmarks.startup.EmptyAgent;

/** The figure of a server is only about answers that came, were correct, and were checked. */
@Tag("ends")
@Timeout(300)
class HttpTest {
    private static final byte[] NOTHING = {};

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 256, 100_000})
    void answersWithWhatIsAskedForAndWithWhatIsSent(int bytes) throws Exception {
        byte[] body = HttpServer.body(bytes);
        try (HttpServer server = new HttpServer();
                HttpLoad asking = new HttpLoad(server.port(), HttpLoad.request("GET", "/" + bytes, NOTHING), body);
                HttpLoad sending = new HttpLoad(server.port(), HttpLoad.request("POST", "/" + bytes, body), body)) {
            asking.await(1_000);
            sending.await(1_000);
        }
    }

    @Test
    void noticesThatTheFirstAnswerIsWrong() {
        try (HttpServer server = new HttpServer()) {
            assertThatThrownBy(() -> new HttpLoad(server.port(), HttpLoad.request("GET", "/3", NOTHING), new byte[3]))
                    .isInstanceOf(IOException.class).hasMessageContaining("not what was asked for");
        }
    }

    @Test
    void noticesThatALaterAnswerIsAnother() throws Exception {
        try (ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            // Keeps the connections: the garbage collector closes a connection that is not referenced.
            List<Socket> connections = new CopyOnWriteArrayList<>();
            Thread server = new Thread(() -> answer(listening, connections, "one", "one", "two"));
            server.start();
            try (HttpLoad load = new HttpLoad(listening.getLocalPort(), HttpLoad.request("GET", "/", NOTHING),
                    "one".getBytes(StandardCharsets.US_ASCII))) {
                assertThatThrownBy(() -> load.await(Long.MAX_VALUE)).isInstanceOf(IllegalStateException.class)
                        .hasStackTraceContaining("another answer");
            }
            server.join();
            for (Socket connection : connections) {
                connection.close();
            }
        }
    }

    /** Answers each body on a connection of its own. */
    private static void answer(ServerSocket listening, List<Socket> connections, String... bodies) {
        try {
            for (String body : bodies) {
                Socket connection = listening.accept();
                connections.add(connection);
                connection.getOutputStream().write(("HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\n" + body)
                        .getBytes(StandardCharsets.US_ASCII));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void noticesAnAgentThatIsNotAtWork(@TempDir Path directory) throws Exception {
        StringWriter err = new StringWriter();
        CommandLine line = new CommandLine(new Benchmarks()).setErr(new PrintWriter(err));

        int status = line.execute("http", "--quick", "--only", "256", "--agent", EmptyAgent.jar(directory).toString());

        assertThat(status).isNotZero();
        assertThat(err.toString()).contains("were to be checked");

        status = line.execute("http-samples", "--rounds", "1", "--requests", "100", "--bytes", "256", "--agent",
                EmptyAgent.jar(directory).toString());

        assertThat(status).isNotZero();
        assertThat(err.toString()).contains("not a healthy server under an agent");
    }
}
