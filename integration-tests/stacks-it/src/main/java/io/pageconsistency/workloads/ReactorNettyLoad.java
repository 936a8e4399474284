package io.pageconsistency.workloads;

import java.io.IOException;
import java.time.Duration;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelOption;
import io.netty.handler.timeout.ReadTimeoutException;
import io.pageconsistency.workloads.Requests.Sent;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.ByteBufFlux;
import reactor.netty.DisposableServer;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.HttpServerRoutes;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;
import reactor.util.Loggers;

/**
 * Reactor Netty's HTTP server and its client, over HTTP 1.1 and HTTP/2.
 *
 * <p>Arguments: those of {@link Requests}.
 */
public final class ReactorNettyLoad {
    private static final int CHUNK = 8_191;
    private static final int MANY = 100_000;
    private static final Duration SOON = Duration.ofMillis(20);

    private final HttpClient http1;
    private final HttpClient http2;

    private ReactorNettyLoad(HttpClient client) {
        http1 = client.protocol(HttpProtocol.HTTP11);
        http2 = client.protocol(HttpProtocol.H2C);
    }

    public static void main(String[] args) throws Exception {
        // Makes the program's own switch for logging work for this library too.
        Loggers.useJdkLoggers();
        new Requests(args).rounds(ReactorNettyLoad::round);
    }

    private static void round(Requests requests) throws InterruptedException {
        LoopResources loops = LoopResources.create("load", 2, true);
        ConnectionProvider connections = ConnectionProvider.create("load", 16);
        DisposableServer server = HttpServer.create().host("127.0.0.1").port(0).runOn(loops, false)
                .protocol(HttpProtocol.HTTP11, HttpProtocol.H2C)
                .http2Settings(settings -> settings.maxDecodedRstFramesPerWindow(MANY, 1).maxEncodedRstFramesPerWindow(MANY, 1))
                .childOption(ChannelOption.SO_LINGER, 0).route(ReactorNettyLoad::routes).bindNow();
        try {
            HttpClient client = HttpClient.create(connections).runOn(loops, false).host("127.0.0.1").port(server.port());
            requests.run(new ReactorNettyLoad(client)::send);
        } finally {
            connections.disposeLater().block();
            server.disposeNow();
            loops.disposeLater(Duration.ZERO, Duration.ofSeconds(1)).block();
        }
    }

    private static void routes(HttpServerRoutes routes) {
        routes.post("/echo", (request, response) -> response.send(request.receive().retain()))
                .post("/whole", (request, response) -> response.send(request.receive().aggregate().retain()))
                .get("/endless", (request, response) -> response.send(chunks(response)))
                .get("/silent", (request, response) -> Mono.never())
                .post("/reset", ReactorNettyLoad::reset)
                .post("/sink", (request, response) -> request.receive().then(response.send()));
    }

    private static Flux<ByteBuf> chunks(HttpServerResponse response) {
        return Flux.<ByteBuf>generate(sink -> sink.next(response.alloc().buffer(CHUNK).writeZero(CHUNK)));
    }

    /** Begins an answer and ends the connection. */
    private static Mono<Void> reset(HttpServerRequest request, HttpServerResponse response) {
        return request.receive().aggregate().asByteArray().flatMap(body -> response
                .send(Flux.concat(chunks(response).take(3), Mono.error(new IllegalStateException("given up")))).then());
    }

    private Sent send(int number) {
        HttpClient client = number % 2 == 0 ? http1 : http2;
        return switch (number / 2 % 7) {
            case 0 -> sent(Ending.ANSWERED, body(client, number, "/echo").aggregate().asByteArray()
                    .doOnNext(answer -> Requests.checkEcho(number, answer)));
            case 1 -> sent(Ending.ANSWERED, body(client, number, "/whole").aggregate().retain()
                    .doOnNext(answer -> checkAndRelease(number, answer)));
            case 2 -> sent(Ending.CANCELLED, client.get().uri("/endless").responseContent().take(2).then());
            case 3 -> sent(Ending.EXPIRED, fails(client.responseTimeout(SOON).get().uri("/silent").responseContent().then(),
                    ReadTimeoutException.class));
            case 4 -> sent(Ending.RESET, fails(body(client, number, "/reset").then(), IOException.class));
            case 5 -> sent(Ending.CANCELLED, fails(client.post().uri("/sink").send(broken()).responseContent().then(),
                    GivenUp.class));
            default -> sent(Ending.CANCELLED, body(client, number, "/echo").retain().take(1).doOnNext(ByteBuf::release).then());
        };
    }

    private static ByteBufFlux body(HttpClient client, int number, String path) {
        return client.post().uri(path).send(ByteBufFlux.fromInbound(Mono.just(Requests.body(number)))).responseContent();
    }

    private static ByteBufFlux broken() {
        return ByteBufFlux.fromInbound(Flux.concat(Flux.just(new byte[CHUNK], new byte[CHUNK]), Mono.error(new GivenUp())));
    }

    private static void checkAndRelease(int number, ByteBuf answer) {
        try {
            byte[] bytes = new byte[answer.readableBytes()];
            answer.readBytes(bytes);
            Requests.checkEcho(number, bytes);
        } finally {
            answer.release();
        }
    }

    private static Mono<Void> fails(Mono<Void> request, Class<? extends Throwable> type) {
        return request.then(Mono.<Void>error(new IllegalStateException("it was answered")))
                .onErrorResume(failure -> Requests.isCausedBy(failure, type), failure -> Mono.empty());
    }

    private static Sent sent(Ending ending, Mono<?> request) {
        return new Sent(ending, request.toFuture());
    }

    /** The reason with which the client gives up a body. */
    private static final class GivenUp extends RuntimeException {
        private static final long serialVersionUID = 1;
    }
}
