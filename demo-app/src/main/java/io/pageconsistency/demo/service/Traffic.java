package io.pageconsistency.demo.service;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Healthy clients: several threads that ask for pages, send bodies of all sizes, and check every answer.
 *
 * <p>The requests are the same in each run.
 */
public final class Traffic {
    private static final int CLIENTS = 4;
    private static final int MAX_USUAL = 300 * 1024;
    /** Above Netty's chunk size of 4 MiB. */
    private static final int HUGE = 5 * 1024 * 1024;

    /**
     * The result of the traffic.
     *
     * @param bytes the bytes in the bodies of requests and answers
     * @param wrong the number of answers with other contents than were asked for
     */
    public record Result(int requests, long bytes, int wrong) {
        private Result plus(Result other) {
            return new Result(requests + other.requests, bytes + other.bytes, wrong + other.wrong);
        }
    }

    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI service;

    public Traffic(URI service) {
        this.service = service;
    }

    /**
     * Sends requests and returns when all have been answered.
     *
     * @throws IOException if the service did not answer
     */
    public Result send(int requestsEach) throws IOException, InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
        try {
            List<Callable<Result>> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                SplittableRandom random = new SplittableRandom(i);
                clients.add(() -> one(requestsEach, random));
            }
            Result sum = new Result(0, 0, 0);
            for (Future<Result> result : threads.invokeAll(clients)) {
                sum = sum.plus(result.get());
            }
            return sum;
        } catch (ExecutionException e) {
            throw new IOException("the service does not answer: " + e.getCause(), e.getCause());
        } finally {
            threads.shutdown();
        }
    }

    private Result one(int requests, SplittableRandom random) throws IOException, InterruptedException {
        Result sum = new Result(0, 0, 0);
        for (int i = 0; i < requests; i++) {
            int size = i == requests / 2 ? HUGE : size(random);
            sum = sum.plus(i % 2 == 0 ? echo(size, random) : page(size));
        }
        return sum;
    }

    /** The exponent is uniformly distributed, so that small sizes are as likely as large ones. */
    private static int size(SplittableRandom random) {
        return (int) Math.pow(MAX_USUAL, random.nextDouble());
    }

    private Result echo(int size, SplittableRandom random) throws IOException, InterruptedException {
        byte[] body = new byte[size];
        random.nextBytes(body);
        HttpResponse<byte[]> response = client.send(HttpRequest.newBuilder(service.resolve("echo"))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body)).build(), HttpResponse.BodyHandlers.ofByteArray());
        boolean right = response.statusCode() == 200 && Arrays.equals(response.body(), body);
        return new Result(1, size + response.body().length, right ? 0 : 1);
    }

    private Result page(int size) throws IOException, InterruptedException {
        HttpResponse<byte[]> response = client.send(HttpRequest.newBuilder(service.resolve("page?bytes=" + size)).build(),
                HttpResponse.BodyHandlers.ofByteArray());
        boolean right = response.statusCode() == 200 && response.body().length == size;
        for (int i = 0; right && i < size; i++) {
            right = response.body()[i] == 'a' + i % 26;
        }
        return new Result(1, response.body().length, right ? 0 : 1);
    }
}
