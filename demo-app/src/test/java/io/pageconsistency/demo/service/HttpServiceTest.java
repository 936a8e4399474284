package io.pageconsistency.demo.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpServiceTest {
    private HttpService service;

    @BeforeEach
    void start() throws Exception {
        service = new HttpService(0);
    }

    @AfterEach
    void stop() {
        service.close();
    }

    @Test
    void echoesABody() throws Exception {
        HttpResponse<String> response = send(HttpRequest.newBuilder(service.uri().resolve("echo"))
                .POST(BodyPublishers.ofString("some body")));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("some body");
    }

    @Test
    void answersWithAsManyBytesAsAskedFor() throws Exception {
        assertThat(get("page?bytes=30").body()).isEqualTo("abcdefghijklmnopqrstuvwxyzabcd");
        assertThat(get("page?bytes=0").body()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"page", "page?bytes=", "page?bytes=-1", "page?bytes=many", "page?bytes=8388609"})
    void refusesPagesItCannotMake(String path) throws Exception {
        assertThat(get(path).statusCode()).isEqualTo(400);
    }

    @Test
    void namesItsPathsInTheAnswerToOtherRequests() throws Exception {
        HttpResponse<String> response = get("elsewhere");

        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(response.body()).contains("/echo").contains("/page?bytes=N");
        assertThat(get("echo").statusCode()).isEqualTo(405);
    }

    /** The first page takes much longer than the second. */
    @Test
    void answersInTheOrderOfTheRequests() throws Exception {
        try (Socket socket = new Socket(service.uri().getHost(), service.uri().getPort())) {
            OutputStream out = socket.getOutputStream();
            out.write(("GET /page?bytes=100000 HTTP/1.1\r\nHost: x\r\n\r\n"
                    + "GET /page?bytes=3 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            String answers = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);

            assertThat(answers.indexOf("content-length: 100000")).isPositive()
                    .isLessThan(answers.indexOf("content-length: 3\r\n"));
            assertThat(answers).endsWith("\r\n\r\nabc");
        }
    }

    @Test
    void healthyTrafficGetsRightAnswers() throws Exception {
        Traffic.Result result = new Traffic(service.uri()).send(20);

        assertThat(result.requests()).isEqualTo(80);
        assertThat(result.wrong()).isZero();
        assertThat(result.bytes()).isGreaterThan(4 * 5 * 1024 * 1024);
    }

    @Test
    void trafficNoticesWrongAnswers() throws Exception {
        Traffic.Result result = new Traffic(service.uri().resolve("elsewhere/")).send(2);

        assertThat(result.wrong()).isEqualTo(8);
    }

    @Test
    void namesAPortThatIsNotAvailable() {
        assertThatIOException().isThrownBy(() -> new HttpService(service.uri().getPort()))
                .withMessageContaining("cannot listen on port " + service.uri().getPort());
    }

    @Test
    void trafficReportsAServiceThatDoesNotAnswer() {
        service.close();

        assertThatIOException().isThrownBy(() -> new Traffic(service.uri()).send(1))
                .withMessageContaining("does not answer");
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(service.uri().resolve(path)));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
    }
}
