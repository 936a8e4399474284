package io.pageconsistency.workloads;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Detachable;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.InsecureServerCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import io.pageconsistency.workloads.Requests.Sent;

/**
 * gRPC's server and its client without generated code, over the Netty of the class path or over gRPC's own copy.
 *
 * <p>Arguments: those of {@link Requests}.
 */
public final class GrpcLoad {
    private static final int CHUNK = 8_191;
    private static final int MESSAGES = 5;
    private static final long SOON = 20;

    private static final MethodDescriptor<byte[], byte[]> UNARY = method(MethodType.UNARY, "Unary", Bytes.COPIED);
    private static final MethodDescriptor<byte[], byte[]> DETACHED = method(MethodType.UNARY, "Detached", Bytes.DETACHED);
    private static final MethodDescriptor<byte[], byte[]> BOTH = method(MethodType.BIDI_STREAMING, "Both", Bytes.COPIED);
    private static final MethodDescriptor<byte[], byte[]> ENDLESS = method(MethodType.SERVER_STREAMING, "Endless", Bytes.COPIED);
    private static final MethodDescriptor<byte[], byte[]> SILENT = method(MethodType.BIDI_STREAMING, "Silent", Bytes.COPIED);
    private static final MethodDescriptor<byte[], byte[]> ABORTED = method(MethodType.BIDI_STREAMING, "Aborted", Bytes.COPIED);

    private final ManagedChannel channel;

    private GrpcLoad(ManagedChannel channel) {
        this.channel = channel;
    }

    public static void main(String[] args) throws Exception {
        new Requests(args).rounds(GrpcLoad::round);
    }

    private static void round(Requests requests) throws IOException, InterruptedException {
        Server server = Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create()).addService(service()).build().start();
        ManagedChannel channel = Grpc.newChannelBuilderForAddress("127.0.0.1", server.getPort(), InsecureChannelCredentials.create())
                .build();
        try {
            requests.run(new GrpcLoad(channel)::send);
        } finally {
            channel.shutdown().awaitTermination(5, TimeUnit.MINUTES);
            server.shutdown().awaitTermination(5, TimeUnit.MINUTES);
        }
    }

    private static MethodDescriptor<byte[], byte[]> method(MethodType type, String name, Bytes bytes) {
        return MethodDescriptor.<byte[], byte[]>newBuilder(bytes, bytes).setType(type)
                .setFullMethodName(MethodDescriptor.generateFullMethodName("Load", name)).build();
    }

    private static ServerServiceDefinition service() {
        return ServerServiceDefinition.builder("Load")
                .addMethod(UNARY, ServerCalls.asyncUnaryCall(GrpcLoad::answer))
                .addMethod(DETACHED, ServerCalls.asyncUnaryCall(GrpcLoad::answer))
                .addMethod(BOTH, ServerCalls.asyncBidiStreamingCall(Echo::new))
                .addMethod(ENDLESS, ServerCalls.asyncServerStreamingCall(GrpcLoad::stream))
                .addMethod(SILENT, ServerCalls.asyncBidiStreamingCall(answer -> new Ignored()))
                .addMethod(ABORTED, ServerCalls.asyncBidiStreamingCall(Aborting::new))
                .build();
    }

    private static void answer(byte[] message, StreamObserver<byte[]> answer) {
        answer.onNext(message);
        answer.onCompleted();
    }

    private static void stream(byte[] message, StreamObserver<byte[]> answer) {
        ServerCallStreamObserver<byte[]> call = (ServerCallStreamObserver<byte[]>) answer;
        call.setOnCancelHandler(() -> { });
        call.setOnReadyHandler(() -> {
            while (call.isReady() && !call.isCancelled()) {
                call.onNext(message);
            }
        });
    }

    private Sent send(int number) {
        CallOptions options = number % 3 == 0 ? CallOptions.DEFAULT.withCompression("gzip") : CallOptions.DEFAULT;
        return switch (number % 7) {
            case 0 -> new Call(UNARY, options, number, 1).ends(Ending.ANSWERED, Status.Code.OK);
            case 1 -> new Call(DETACHED, options, number, 1).ends(Ending.ANSWERED, Status.Code.OK);
            case 2 -> new Call(BOTH, options, number, MESSAGES).ends(Ending.ANSWERED, Status.Code.OK);
            case 3 -> new Call(ENDLESS, options, number, 1).cancelledAfter(MESSAGES).ends(Ending.CANCELLED, Status.Code.CANCELLED);
            case 4 -> new Call(SILENT, options.withDeadlineAfter(SOON, TimeUnit.MILLISECONDS), number, MESSAGES)
                    .ends(Ending.EXPIRED, Status.Code.DEADLINE_EXCEEDED);
            case 5 -> new Call(ABORTED, options, number, MESSAGES).ends(Ending.RESET, Status.Code.ABORTED);
            default -> new Call(SILENT, options, number, MESSAGES).cancelledAtOnce().ends(Ending.CANCELLED, Status.Code.CANCELLED);
        };
    }

    /** The client's side of a request. */
    private final class Call extends ClientCall.Listener<byte[]> {
        private final CompletableFuture<Status> ended = new CompletableFuture<>();
        private final ClientCall<byte[], byte[]> call;
        private final int number;
        private final int messages;
        private int cancelAfter = Integer.MAX_VALUE;
        private int received;

        Call(MethodDescriptor<byte[], byte[]> method, CallOptions options, int number, int messages) {
            call = channel.newCall(method, options);
            this.number = number;
            this.messages = messages;
        }

        Call cancelledAfter(int answers) {
            cancelAfter = answers;
            return this;
        }

        Call cancelledAtOnce() {
            cancelAfter = 0;
            return this;
        }

        Sent ends(Ending ending, Status.Code code) {
            call.start(this, new Metadata());
            call.request(1);
            call.setMessageCompression(true);
            for (int i = 0; i < messages; i++) {
                call.sendMessage(Requests.body(number));
            }
            if (cancelAfter == 0) {
                call.cancel("given up", null);
            } else {
                call.halfClose();
            }
            return new Sent(ending, ended.thenAccept(status -> check(status, code)));
        }

        private void check(Status status, Status.Code code) {
            if (status.getCode() != code) {
                throw new IllegalStateException(status + " instead of " + code, status.getCause());
            }
            if (code == Status.Code.OK && received != messages) {
                throw new IllegalStateException(received + " answers instead of " + messages);
            }
        }

        @Override
        public void onMessage(byte[] message) {
            Requests.checkEcho(number, message);
            if (++received == cancelAfter) {
                call.cancel("given up", null);
            } else {
                call.request(1);
            }
        }

        @Override
        public void onClose(Status status, Metadata trailers) {
            ended.complete(status);
        }
    }

    private static class Ignored implements StreamObserver<byte[]> {
        @Override
        public void onNext(byte[] message) {
        }

        @Override
        public void onError(Throwable gone) {
        }

        @Override
        public void onCompleted() {
        }
    }

    private static final class Echo extends Ignored {
        private final StreamObserver<byte[]> answer;

        Echo(StreamObserver<byte[]> answer) {
            this.answer = answer;
        }

        @Override
        public void onNext(byte[] message) {
            answer.onNext(message);
        }

        @Override
        public void onCompleted() {
            answer.onCompleted();
        }
    }

    /** Gives up after the first message while others are being sent. */
    private static final class Aborting extends Ignored {
        private final StreamObserver<byte[]> answer;
        private boolean over;

        Aborting(StreamObserver<byte[]> answer) {
            this.answer = answer;
        }

        @Override
        public void onNext(byte[] message) {
            if (!over) {
                over = true;
                answer.onNext(message);
                answer.onError(Status.ABORTED.asRuntimeException());
            }
        }
    }

    /** Passes messages on as they are. */
    private enum Bytes implements MethodDescriptor.Marshaller<byte[]> {
        COPIED,
        /** Keeps the transport's buffers beyond the call that delivered them, as code does that avoids copies. */
        DETACHED;

        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            InputStream whole = this == DETACHED && stream instanceof Detachable detachable ? detachable.detach() : stream;
            try (whole) {
                return whole.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
