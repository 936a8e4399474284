package io.pageconsistency.agent;

import java.lang.instrument.Instrumentation;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;

/**
 * Reads the address of a pool's backing memory: the address of the first byte of a direct buffer, independent of the buffer's
 * position. The address of anything on the Java heap is 0.
 *
 * <p>It reads the field {@code java.nio.Buffer.address}. {@code sun.nio.ch.DirectBuffer.address()} returns the same value, but
 * since JDK 22 it refuses buffers of shared arenas, which Netty allocates there. The methods of {@code sun.misc.Unsafe} for memory
 * are deprecated for removal. The package is opened only to the agent's own class loader.
 *
 * <p>Thread-safe; a read costs a few nanoseconds.
 */
final class DirectAddresses implements ToLongFunction<Object> {
    private final VarHandle address;

    private DirectAddresses(VarHandle address) {
        this.address = address;
    }

    /** @throws ReflectiveOperationException if this JDK's buffers are not as expected */
    static DirectAddresses open(Instrumentation instrumentation) throws ReflectiveOperationException {
        instrumentation.redefineModule(Buffer.class.getModule(), Set.of(), Map.of(),
                Map.of(Buffer.class.getPackageName(), Set.of(DirectAddresses.class.getModule())), Set.of(), Map.of());
        return new DirectAddresses(MethodHandles.privateLookupIn(Buffer.class, MethodHandles.lookup())
                .findVarHandle(Buffer.class, "address", long.class));
    }

    /**
     * Returns a function that reads addresses. If this JDK does not allow that, says so and returns a function that answers 0 for
     * all memory.
     *
     * @param notices takes the reason as one line
     */
    static ToLongFunction<Object> orNone(Instrumentation instrumentation, Consumer<String> notices) {
        try {
            DirectAddresses addresses = open(instrumentation);
            ByteBuffer probe = ByteBuffer.allocateDirect(2);
            long first = addresses.applyAsLong(probe);
            if (first != 0 && addresses.applyAsLong(probe.position(1)) == first
                    && addresses.applyAsLong(probe.slice()) == first + 1) {
                return addresses;
            }
            notices.accept("addresses are not known: this JDK's direct buffers do not keep them as expected");
        } catch (ReflectiveOperationException | RuntimeException e) {
            notices.accept("addresses are not known: this JDK does not let them be read: " + e);
        }
        return memory -> 0;
    }

    @Override
    public long applyAsLong(Object memory) {
        // In a heap buffer the field holds an offset into the array.
        return memory instanceof ByteBuffer buffer && buffer.isDirect() ? (long) address.get((Buffer) buffer) : 0;
    }
}
