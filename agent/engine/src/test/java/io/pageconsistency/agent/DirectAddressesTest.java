package io.pageconsistency.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.instrument.Instrumentation;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The tests run with {@code java.nio} opened by a flag, so no agent is needed to open it. The pools of the integration tests
 * include buffers of shared arenas, which newer JDKs have.
 */
class DirectAddressesTest {
    private final List<Object> opened = new ArrayList<>();
    private DirectAddresses addresses;

    @BeforeEach
    void open() throws ReflectiveOperationException {
        Instrumentation instrumentation = (Instrumentation) Proxy.newProxyInstance(getClass().getClassLoader(),
                new Class<?>[] {Instrumentation.class}, (proxy, method, arguments) -> {
                    opened.addAll(List.of(arguments));
                    return null;
                });
        addresses = DirectAddresses.open(instrumentation);
    }

    @Test
    void opensThePackageOfBuffersAndNothingElse() {
        assertThat(opened).hasSize(6).startsWith(Object.class.getModule())
                .anySatisfy(opens -> assertThat(opens).asString().startsWith("{java.nio=["));
    }

    @Test
    void isTheFirstByteAtAnyPosition() {
        ByteBuffer buffer = ByteBuffer.allocateDirect(64);
        long first = addresses.applyAsLong(buffer);

        assertThat(first).isNotZero();
        assertThat(addresses.applyAsLong(buffer.position(5))).isEqualTo(first);
        assertThat(addresses.applyAsLong(buffer.duplicate())).isEqualTo(first);
        assertThat(addresses.applyAsLong(buffer.slice())).isEqualTo(first + 5);
        assertThat(addresses.applyAsLong(buffer.asReadOnlyBuffer())).isEqualTo(first);
    }

    @Test
    void isZeroOnTheHeap() {
        assertThat(addresses.applyAsLong(ByteBuffer.allocate(8))).isZero();
        assertThat(addresses.applyAsLong(new byte[8])).isZero();
        assertThat(addresses.applyAsLong("something else")).isZero();
        assertThat(addresses.applyAsLong(null)).isZero();
    }
}
