package io.pageconsistency.workloads;

import java.io.IOException;
import java.lang.reflect.Method;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.Adler32;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.internal.PlatformDependent;
import io.pageconsistency.PageConsistency;
import io.pageconsistency.Violation;
import io.pageconsistency.ViolationListener;

/**
 * Uses a pool's memory after it was given back, in every way that goes past the buffer's reference count.
 *
 * <p>Arguments: {@code pool}, which is {@code pooled}, {@code uncached} or {@code adaptive}; {@code size} of each buffer; {@code
 * only}, one way. Prints {@code WAY name} before the findings, {@code USED kind method freedBy} for each finding, and the result of
 * the use.
 */
public final class FencedUses {
    private static final int WARM = 20_000;
    private static final byte[] BYTES = new byte[1_000];
    private static final Map<String, Use> ALL = new LinkedHashMap<>();

    private static volatile long sink;

    /** Uses a view of memory that was given back. */
    private interface Use {
        void of(ByteBuffer view) throws Exception;
    }

    static {
        ALL.put("read", view -> sink = view.get(view.capacity() / 2));
        ALL.put("write", view -> view.putLong(view.capacity() / 2, 42));
        ALL.put("bulk-read", view -> view.get(BYTES));
        ALL.put("bulk-write", view -> view.put(BYTES));
        ALL.put("by-address", view -> sink = PlatformDependent.hasUnsafe() ? PlatformDependent.getLong(address(view)) : view.getLong());
        ALL.put("compare", view -> sink = view.compareTo(ByteBuffer.allocateDirect(view.capacity())));
        ALL.put("in-a-compiled-loop", FencedUses::inACompiledLoop);
        ALL.put("segment", FencedUses::segment);
        ALL.put("crc32", view -> new CRC32().update(view));
        ALL.put("crc32c", view -> new CRC32C().update(view));
        ALL.put("adler32", view -> new Adler32().update(view));
        ALL.put("deflate-from", FencedUses::deflateFrom);
        ALL.put("deflate-into", FencedUses::deflateInto);
        ALL.put("inflate-from", FencedUses::inflateFrom);
        ALL.put("inflate-into", FencedUses::inflateInto);
        ALL.put("dictionary", view -> new Deflater().setDictionary(view));
        ALL.put("file-write", view -> withFile(file -> file.write(view)));
        ALL.put("file-read", view -> withFile(file -> file.read(view, 0)));
        ALL.put("file-gather", view -> withFile(file -> file.write(new ByteBuffer[] {ByteBuffer.allocateDirect(1), view})));
        ALL.put("datagram", FencedUses::datagram);
    }

    private FencedUses() {
    }

    public static void main(String[] args) throws Exception {
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
        Arguments arguments = new Arguments(args);
        ByteBufAllocator pool = switch (arguments.text("pool", "pooled")) {
            case "adaptive" -> AdaptivePools.cached(true);
            case "uncached" -> Pools.uncached(1, 0);
            default -> Pools.cached(1, 0);
        };
        int size = arguments.number("size", 40_000);
        String only = arguments.text("only", "");
        // Keeps the chunk from becoming empty, because an empty chunk is closed.
        List<ByteBuf> kept = List.of(pool.directBuffer(size), pool.directBuffer(size));
        // Creates fences of other buffers, among which the right one must be found.
        for (int i = 0; i < 20; i++) {
            ByteBuf[] others = {pool.directBuffer(size), pool.directBuffer(size / 2)};
            others[1].release();
            others[0].release();
        }
        warmUp();
        ViolationListener listener = FencedUses::print;
        PageConsistency.addListener(listener);
        for (Map.Entry<String, Use> each : ALL.entrySet()) {
            if (only.isEmpty() || only.equals(each.getKey())) {
                System.out.println("WAY " + each.getKey());
                System.out.println(became(each.getValue(), view(pool, size)));
            }
        }
        System.out.println("WAY on-another-thread");
        Thread other = new Thread(() -> System.out.println(became(ALL.get("read"), view(pool, size))), "another");
        ByteBuffer view = view(pool, size);
        other.start();
        other.join();
        System.out.println(became(ALL.get("write"), view));
        System.out.println("WAY end");
        PageConsistency.removeListener(listener);
        kept.forEach(ByteBuf::release);
        pool.directBuffer(size).writeZero(size).release();
        new Outcome().print();
    }

    private static ByteBuffer view(ByteBufAllocator pool, int size) {
        ByteBuf buffer = pool.directBuffer(size, size);
        buffer.writeZero(size);
        // Not from the beginning, because a system page that also has a part of another piece is not fenced.
        ByteBuffer view = buffer.nioBuffer(size / 4, size / 2);
        giveBack(buffer);
        return view;
    }

    private static void giveBack(ByteBuf buffer) {
        buffer.release();
    }

    private static String became(Use use, ByteBuffer view) {
        try {
            use.of(view);
            return "PASSED";
        } catch (InternalError e) {
            return "STOPPED";
        } catch (IOException e) {
            return "REFUSED " + e.getMessage();
        } catch (Exception e) {
            return "FAILED " + e;
        }
    }

    private static void print(Violation violation) {
        System.out.println("USED " + violation.kind() + ' ' + own(violation.stack()) + ' '
                + (violation.freedBy() == null ? "nobody" : own(violation.freedBy().stack())) + ' ' + violation.explanation());
    }

    private static String own(StackTraceElement[] stack) {
        for (StackTraceElement frame : stack) {
            if (frame.getClassName().equals(FencedUses.class.getName())) {
                return frame.getMethodName();
            }
        }
        return "nowhere";
    }

    private static long address(ByteBuffer view) {
        return PlatformDependent.directBufferAddress(view);
    }

    private static void warmUp() throws Exception {
        ByteBuffer healthy = ByteBuffer.allocateDirect(BYTES.length);
        for (int i = 0; i < WARM; i++) {
            inACompiledLoop(healthy);
        }
    }

    private static void inACompiledLoop(ByteBuffer view) {
        long sum = 0;
        for (int at = 0; at < view.limit(); at++) {
            sum += view.get(at);
        }
        sink = sum;
    }

    /** Uses a memory segment by reflection, because this class is compiled for a Java without them. */
    private static void segment(ByteBuffer view) throws ReflectiveOperationException {
        Class<?> type = Class.forName("java.lang.foreign.MemorySegment");
        Object segment = type.getMethod("ofBuffer", java.nio.Buffer.class).invoke(null, view);
        Method fill = type.getMethod("fill", byte.class);
        try {
            fill.invoke(segment, (byte) 1);
        } catch (java.lang.reflect.InvocationTargetException e) {
            if (e.getCause() instanceof InternalError error) {
                throw error;
            }
            throw e;
        }
    }

    private static void deflateFrom(ByteBuffer view) {
        Deflater deflater = new Deflater();
        deflater.setInput(view);
        deflater.deflate(BYTES);
    }

    private static void deflateInto(ByteBuffer view) {
        Deflater deflater = new Deflater();
        deflater.setInput(new byte[BYTES.length]);
        deflater.finish();
        deflater.deflate(view);
    }

    private static void inflateFrom(ByteBuffer view) throws DataFormatException {
        Inflater inflater = new Inflater();
        inflater.setInput(view);
        inflater.inflate(BYTES);
    }

    private static void inflateInto(ByteBuffer view) throws DataFormatException {
        Deflater deflater = new Deflater();
        deflater.setInput(new byte[BYTES.length]);
        deflater.finish();
        byte[] packed = new byte[BYTES.length];
        Inflater inflater = new Inflater();
        inflater.setInput(packed, 0, deflater.deflate(packed));
        inflater.inflate(view);
    }

    private interface FileUse {
        void of(FileChannel file) throws IOException;
    }

    private static void withFile(FileUse use) throws IOException {
        Path path = Files.createTempFile("fenced", null);
        Files.write(path, BYTES);
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE)) {
            use.of(file);
        }
    }

    private static void datagram(ByteBuffer view) throws IOException {
        view.limit(BYTES.length);
        try (DatagramChannel channel = DatagramChannel.open()) {
            channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            channel.send(view, channel.getLocalAddress());
        }
    }
}
