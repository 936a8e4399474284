package io.pageconsistency.benchmarks.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/**
 * Sends one HTTP request to a server again and again, on its own thread and over connections that stay open. Each connection sends
 * the next request when the answer to the last one has come. Every answer must equal the first one, byte for byte.
 */
final class HttpLoad implements AutoCloseable {
    static final int CONNECTIONS = 32;
    private static final int PIECE = 1 << 16;
    private static final long PATIENCE_MILLIS = TimeUnit.SECONDS.toMillis(60);

    private final InetSocketAddress server;
    private final ByteBuffer request;
    private final ByteBuffer answer;
    private final Selector selector = Selector.open();
    private final Thread thread = new Thread(this::run, "load");
    /** Only the thread of this load writes it. */
    private volatile long answers;
    private volatile Throwable failure;
    private volatile boolean ended;

    /** @param expected the body of each answer */
    HttpLoad(int port, byte[] request, byte[] expected) throws IOException {
        this.server = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        this.request = ByteBuffer.allocateDirect(request.length).put(request).flip();
        this.answer = first(expected);
        thread.setDaemon(true);
        thread.start();
    }

    /** The request in bytes. */
    static byte[] request(String method, String path, byte[] body) {
        String head = method + " " + path + " HTTP/1.1\r\nhost: localhost\r\nuser-agent: load\r\naccept: */*\r\ncontent-length: "
                + body.length + "\r\n\r\n";
        byte[] start = head.getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(start.length + body.length).put(start).put(body).array();
    }

    /** Sends the request once, and waits for the answer. */
    private ByteBuffer first(byte[] expected) throws IOException {
        try (SocketChannel channel = SocketChannel.open(server)) {
            channel.socket().setSoTimeout((int) PATIENCE_MILLIS);
            channel.write(request.duplicate());
            byte[] read = new byte[PIECE + expected.length];
            int length = 0;
            int head = -1;
            while (head < 0 || length < head + expected.length) {
                int more = channel.socket().getInputStream().read(read, length, read.length - length);
                if (more <= 0) {
                    throw new IOException("the answer broke off: " + new String(read, 0, length, StandardCharsets.ISO_8859_1));
                }
                length += more;
                int end = new String(read, 0, length, StandardCharsets.ISO_8859_1).indexOf("\r\n\r\n");
                head = end < 0 ? -1 : end + 4;
            }
            String start = new String(read, 0, head, StandardCharsets.ISO_8859_1);
            if (!start.startsWith("HTTP/1.1 200 ")
                    || !ByteBuffer.wrap(read, head, length - head).equals(ByteBuffer.wrap(expected))) {
                throw new IOException("not what was asked for, after " + start);
            }
            return ByteBuffer.allocateDirect(length).put(read, 0, length).flip();
        }
    }

    /** The number of answers so far. Throws if an error has ended the load. */
    long answers() {
        if (failure != null) {
            throw new IllegalStateException("no more answers", failure);
        }
        return answers;
    }

    /** Waits until this many answers have come since the load began. */
    void await(long number) throws InterruptedException {
        while (answers() < number) {
            Thread.sleep(1);
        }
    }

    @Override
    public void close() throws IOException {
        ended = true;
        selector.wakeup();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (SelectionKey key : selector.keys()) {
            key.channel().close();
        }
        selector.close();
    }

    private void run() {
        try {
            for (int i = 0; i < CONNECTIONS; i++) {
                SocketChannel channel = SocketChannel.open(server);
                channel.configureBlocking(false);
                channel.register(selector, SelectionKey.OP_READ, answer.duplicate());
                send(channel);
            }
            ByteBuffer piece = ByteBuffer.allocateDirect(PIECE);
            while (!ended) {
                if (selector.select(key -> receive(key, piece), PATIENCE_MILLIS) == 0 && !ended) {
                    throw new IOException("nothing has come for " + PATIENCE_MILLIS + " ms");
                }
            }
        } catch (Throwable e) {
            failure = e;
        }
    }

    /** Writes the whole request at once. The socket has room for it, because all earlier requests have been answered. */
    private void send(SocketChannel channel) throws IOException {
        ByteBuffer left = request.duplicate();
        while (left.hasRemaining()) {
            channel.write(left);
        }
    }

    private void receive(SelectionKey key, ByteBuffer piece) {
        try {
            SocketChannel channel = (SocketChannel) key.channel();
            ByteBuffer left = (ByteBuffer) key.attachment();
            piece.clear();
            int length = channel.read(piece);
            if (length < 0 || length > left.remaining()
                    || !piece.flip().equals(left.slice(left.position(), length))) {
                throw new IOException("another answer than the first one's, or none");
            }
            left.position(left.position() + length);
            if (!left.hasRemaining()) {
                left.rewind();
                answers++;
                send(channel);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
