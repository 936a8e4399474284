package io.pageconsistency.workloads;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.netty.handler.codec.http2.Http2Exception;
import io.pageconsistency.workloads.Requests.Sent;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.StreamResetException;

/**
 * Vert.x's HTTP server and its client, over HTTP 1.1 and HTTP/2.
 *
 * <p>Arguments: those of {@link Requests}.
 */
public final class VertxLoad {
    private static final int CHUNK = 8_191;
    private static final int MANY = 100_000;
    private static final long SOON = 20;
    private static final long CANCEL = 8;

    private final HttpClientAgent http1;
    private final HttpClientAgent http2;
    private final int port;

    private VertxLoad(Vertx vertx, int port) {
        http1 = vertx.createHttpClient(new HttpClientOptions());
        http2 = vertx.createHttpClient(new HttpClientOptions().setProtocolVersion(HttpVersion.HTTP_2)
                .setHttp2ClearTextUpgrade(false));
        this.port = port;
    }

    public static void main(String[] args) throws Exception {
        new Requests(args).rounds(VertxLoad::round);
    }

    private static void round(Requests requests) throws Exception {
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2));
        try {
            HttpServer server = await(vertx.createHttpServer(new HttpServerOptions().setHttp2RstFloodMaxRstFramePerWindow(MANY))
                    .requestHandler(VertxLoad::serve).listen(0, "127.0.0.1"));
            requests.run(new VertxLoad(vertx, server.actualPort())::send);
        } finally {
            await(vertx.close());
        }
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(5, TimeUnit.MINUTES);
    }

    private static void serve(HttpServerRequest request) {
        HttpServerResponse response = request.response();
        // The client gives up many of the requests.
        request.exceptionHandler(gone -> { });
        response.exceptionHandler(gone -> { });
        switch (request.path()) {
            case "/echo" -> request.pipeTo(response.setChunked(true));
            case "/whole" -> request.body().onSuccess(response::end);
            case "/endless" -> write(response.setChunked(true));
            case "/silent", "/sink" -> request.resume();
            case "/reset" -> request.body().onSuccess(body -> response.setChunked(true).write(Buffer.buffer(new byte[CHUNK]))
                    .onSuccess(written -> response.reset()));
            default -> response.setStatusCode(404).end();
        }
    }

    private static void write(HttpServerResponse response) {
        response.write(Buffer.buffer(new byte[CHUNK])).onSuccess(written -> write(response));
    }

    private Sent send(int number) {
        HttpClientAgent client = number % 2 == 0 ? http1 : http2;
        return switch (number / 2 % 6) {
            case 0 -> sent(Ending.ANSWERED, answered(client, number, "/echo"));
            case 1 -> sent(Ending.ANSWERED, answered(client, number, "/whole"));
            case 2 -> sent(Ending.CANCELLED, begun(client, HttpMethod.GET, "/endless").compose(VertxLoad::cancelledInAnswer));
            case 3 -> sent(Ending.EXPIRED, fails(begun(client, HttpMethod.GET, "/silent")
                    .compose(request -> request.idleTimeout(SOON).send()), TimeoutException.class));
            case 4 -> sent(Ending.RESET, fails(answered(client, number, "/reset"), StreamResetException.class,
                    HttpClosedException.class));
            default -> sent(Ending.CANCELLED, begun(client, HttpMethod.POST, "/sink").compose(VertxLoad::cancelledInBody));
        };
    }

    private Future<HttpClientRequest> begun(HttpClientAgent client, HttpMethod method, String path) {
        return client.request(method, port, "127.0.0.1", path);
    }

    private Future<Void> answered(HttpClientAgent client, int number, String path) {
        return begun(client, HttpMethod.POST, path).compose(request -> request.send(Buffer.buffer(Requests.body(number))))
                .compose(response -> response.body()).map(body -> {
                    Requests.checkEcho(number, body.getBytes());
                    return null;
                });
    }

    private static Future<Void> cancelledInAnswer(HttpClientRequest request) {
        Promise<Void> ended = Promise.promise();
        request.send().onSuccess(response -> response
                .exceptionHandler(ended::tryFail)
                .handler(chunk -> request.reset(CANCEL)))
                .onFailure(ended::tryFail);
        return fails(ended.future(), StreamResetException.class, HttpClosedException.class);
    }

    private static Future<Void> cancelledInBody(HttpClientRequest request) {
        request.setChunked(true);
        return fails(request.write(Buffer.buffer(new byte[CHUNK]))
                .compose(written -> {
                    request.write(Buffer.buffer(new byte[5 * CHUNK]));
                    request.reset(CANCEL);
                    return request.response();
                }), StreamResetException.class, HttpClosedException.class, Http2Exception.class);
    }

    @SafeVarargs
    private static Future<Void> fails(Future<?> request, Class<? extends Throwable>... types) {
        return request.transform(result -> {
            if (result.succeeded()) {
                return Future.failedFuture(new IllegalStateException("it was answered"));
            }
            for (Class<? extends Throwable> type : types) {
                if (Requests.isCausedBy(result.cause(), type)) {
                    return Future.succeededFuture();
                }
            }
            return Future.failedFuture(result.cause());
        });
    }

    private static Sent sent(Ending ending, Future<?> request) {
        return new Sent(ending, request.toCompletionStage().toCompletableFuture());
    }
}
