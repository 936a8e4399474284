package io.pageconsistency.workloads;

import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import com.linecorp.armeria.client.ClientDecoration;
import com.linecorp.armeria.client.ClientFactory;
import com.linecorp.armeria.client.ClientOptions;
import com.linecorp.armeria.client.Clients;
import com.linecorp.armeria.client.RequestOptions;
import com.linecorp.armeria.client.ResponseTimeoutException;
import com.linecorp.armeria.client.UnprocessedRequestException;
import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.client.retry.RetryRule;
import com.linecorp.armeria.client.retry.RetryingClient;
import com.linecorp.armeria.common.AggregationOptions;
import com.linecorp.armeria.common.ClosedSessionException;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpObject;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpRequestWriter;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpResponseWriter;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.stream.AbortedStreamException;
import com.linecorp.armeria.common.stream.CancelledSubscriptionException;
import com.linecorp.armeria.common.stream.ClosedStreamException;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.pageconsistency.workloads.Requests.Sent;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * Armeria's HTTP server and its client, over HTTP 1.1 and HTTP/2.
 *
 * <p>Arguments: those of {@link Requests}.
 */
public final class ArmeriaLoad {
    private static final int CHUNK = 8_191;
    private static final int PARTS = 5;
    private static final int MANY = 100_000;
    private static final long SOON = 20;

    private final WebClient http1;
    private final WebClient http2;

    private ArmeriaLoad(ClientFactory factory, int port) {
        http1 = client(factory, "h1c", port);
        http2 = client(factory, "h2c", port);
    }

    private static WebClient client(ClientFactory factory, String protocol, int port) {
        return WebClient.builder(protocol + "://127.0.0.1:" + port).factory(factory).responseTimeoutMillis(0).maxResponseLength(0).build();
    }

    public static void main(String[] args) throws Exception {
        new Requests(args).rounds(ArmeriaLoad::round);
    }

    private static void round(Requests requests) throws Exception {
        Server server = Server.builder().http(new InetSocketAddress("127.0.0.1", 0)).requestTimeoutMillis(0).maxRequestLength(0)
                .http2MaxResetFramesPerWindow(MANY, 1)
                .service("/echo", ArmeriaLoad::echo)
                .service("/endless", (context, request) -> endless(context))
                .service("/silent", (context, request) -> HttpResponse.streaming())
                .service("/reset", ArmeriaLoad::reset)
                .build();
        server.start().get(5, TimeUnit.MINUTES);
        ClientFactory factory = ClientFactory.builder().workerGroup(2).build();
        try {
            requests.run(new ArmeriaLoad(factory, server.activeLocalPort())::send);
        } finally {
            factory.closeAsync().get(5, TimeUnit.MINUTES);
            server.stop().get(5, TimeUnit.MINUTES);
        }
    }

    /** Sends the received buffers back. */
    private static HttpResponse echo(ServiceRequestContext context, HttpRequest request) {
        return HttpResponse.of(request.aggregate(AggregationOptions.usePooledObjects(context.alloc(), context.eventLoop()))
                .thenApply(whole -> HttpResponse.of(HttpStatus.OK, MediaType.OCTET_STREAM, whole.content())));
    }

    private static HttpResponse endless(ServiceRequestContext context) {
        HttpResponseWriter answer = HttpResponse.streaming();
        answer.write(ResponseHeaders.of(HttpStatus.OK));
        write(context, answer);
        return answer;
    }

    private static void write(ServiceRequestContext context, HttpResponseWriter answer) {
        if (answer.tryWrite(HttpData.wrap(context.alloc().buffer(CHUNK).writeZero(CHUNK)))) {
            answer.whenConsumed().thenRun(() -> write(context, answer));
        }
    }

    private static HttpResponse reset(ServiceRequestContext context, HttpRequest request) {
        HttpResponseWriter answer = HttpResponse.streaming();
        request.aggregate().thenAccept(whole -> {
            answer.write(ResponseHeaders.of(HttpStatus.OK));
            answer.write(HttpData.wrap(context.alloc().buffer(CHUNK).writeZero(CHUNK)));
            answer.whenConsumed().thenRun(() -> answer.close(new IllegalStateException("given up")));
        });
        return answer;
    }

    private Sent send(int number) {
        WebClient client = number % 2 == 0 ? http1 : http2;
        return switch (number / 2 % 5) {
            case 0 -> new Sent(Ending.ANSWERED, again(client).execute(post("/echo", number)).aggregate()
                    .thenAccept(whole -> Requests.checkEcho(number, whole.content().array())));
            case 1 -> new Sent(Ending.CANCELLED, cancelledInAnswer(client.get("/endless")));
            case 2 -> new Sent(Ending.EXPIRED, fails(client.execute(post("/silent", number),
                    RequestOptions.builder().responseTimeoutMillis(SOON).build()).aggregate(), ResponseTimeoutException.class));
            case 3 -> new Sent(Ending.RESET, fails(client.execute(post("/reset", number)).aggregate(), ClosedStreamException.class,
                    ClosedSessionException.class));
            default -> new Sent(Ending.CANCELLED, cancelledInBody(client));
        };
    }

    /** A server that gives up an answer closes its connection afterwards, so other requests may have to be repeated. */
    private static WebClient again(WebClient client) {
        return Clients.newDerivedClient(client, ClientOptions.DECORATION.newValue(
                ClientDecoration.of(RetryingClient.newDecorator(RetryRule.onUnprocessed()))));
    }

    private static HttpRequest post(String path, int number) {
        return HttpRequest.of(HttpMethod.POST, path, MediaType.OCTET_STREAM, Requests.body(number));
    }

    private static CompletableFuture<Void> cancelledInAnswer(HttpResponse answer) {
        answer.subscribe(new Subscriber<HttpObject>() {
            private Subscription subscription;
            private int received;

            @Override
            public void onSubscribe(Subscription begun) {
                subscription = begun;
                subscription.request(1);
            }

            @Override
            public void onNext(HttpObject part) {
                if (++received == PARTS) {
                    subscription.cancel();
                } else {
                    subscription.request(1);
                }
            }

            @Override
            public void onError(Throwable wrong) {
                // The answer's future tells when it is complete.
            }

            @Override
            public void onComplete() {
                // The answer's future tells when it is complete.
            }
        });
        return fails(answer.whenComplete(), CancelledSubscriptionException.class);
    }

    private static CompletableFuture<Void> cancelledInBody(WebClient client) {
        HttpRequestWriter request = HttpRequest.streaming(RequestHeaders.of(HttpMethod.POST, "/silent"));
        HttpResponse answer = client.execute(request);
        request.write(HttpData.wrap(new byte[CHUNK]));
        request.whenConsumed().thenRun(() -> {
            request.tryWrite(HttpData.wrap(new byte[PARTS * CHUNK]));
            answer.abort();
        });
        return fails(answer.aggregate(), AbortedStreamException.class, CancelledSubscriptionException.class);
    }

    @SafeVarargs
    private static CompletableFuture<Void> fails(CompletableFuture<?> request, Class<? extends Throwable>... types) {
        return request.handle((value, wrong) -> {
            if (Requests.isCausedBy(wrong, UnprocessedRequestException.class)) {
                return null;
            }
            for (Class<? extends Throwable> type : types) {
                if (Requests.isCausedBy(wrong, type)) {
                    return null;
                }
            }
            throw new IllegalStateException(wrong == null ? "it was answered" : "it failed otherwise", wrong);
        });
    }
}
