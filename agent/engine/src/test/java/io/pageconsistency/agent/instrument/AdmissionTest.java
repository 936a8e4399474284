package io.pageconsistency.agent.instrument;

import static io.pageconsistency.agent.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.net.URLClassLoader;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

import net.bytebuddy.agent.ByteBuddyAgent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.pageconsistency.Violation;
import io.pageconsistency.ViolationKind;
import io.pageconsistency.agent.ThisJvm;
import io.pageconsistency.agent.allocators.netty.pooled.NettyPooled;
import io.pageconsistency.hooks.Checker;
import io.pageconsistency.ledger.Ledger;

/** Operations of a copy are recorded only while all of its classes are woven, and a healthy program has no violations. */
class AdmissionTest {
    private static final int[] SIZES = {100, 1_000, 20_000, 100_000, 4_000_000};

    private final Instrumentation instrumentation = ByteBuddyAgent.install();
    private final ThisJvm thisJvm = ThisJvm.cleared();
    private final Ledger ledger = thisJvm.ledger();
    private final List<Violation> violations = thisJvm.findings();
    private final List<String> notices = new CopyOnWriteArrayList<>();
    private Weaver weaver;
    private final OpenedRegions opened = new OpenedRegions();

    @BeforeEach
    void listen() {
        ledger.reports().add(opened);
    }

    @AfterEach
    void nothingWentWrong() {
        weaver.remove();
        assertThat(ledger.regions()).isEmpty();
        ledger.reports().remove(opened);
        thisJvm.leave();
        assertThat(thisJvm.checker().regions().untracked()).isZero();
    }

    private void weave(AllocatorModule module) {
        weaver = Weaver.install(instrumentation, thisJvm.checker(), List.of(module), notices::add);
    }

    private ModuleStatus status(ClassLoader loader) {
        return weaver.statuses().stream().filter(status -> status.where().endsWith("class loader " + loader.getName()))
                .reduce((one, other) -> one).orElseThrow();
    }

    private static List<Object> buffers(NettyCopy netty, Object... allocators) throws ReflectiveOperationException {
        List<Object> buffers = new ArrayList<>();
        for (Object allocator : allocators) {
            for (int size : SIZES) {
                for (int i = 0; i < 10; i++) {
                    buffers.add(netty.buffer(allocator, size));
                    buffers.add(netty.heapBuffer(allocator, size));
                }
            }
        }
        return buffers;
    }

    private static void release(NettyCopy netty, List<Object> buffers) throws ReflectiveOperationException {
        for (Object buffer : buffers) {
            netty.release(buffer);
        }
    }

    /** The pool has slots and runs in use and in a thread's cache, and chunks for one buffer, direct and on the heap. */
    @ParameterizedTest
    @CsvSource({"4.1.52.Final, false", "4.1.52.Final, true", "4.2.20.Final, false", "4.2.20.Final, true"})
    void aPoolInUseIsAdopted(String version, boolean refusing) throws Exception {
        try (URLClassLoader loader = Libraries.netty(version)) {
            NettyCopy netty = new NettyCopy(loader);
            Object cached = netty.pooled(1, 1, true);
            Object uncached = netty.pooled(1, 1, false);
            release(netty, buffers(netty, cached, uncached));
            List<Object> before = buffers(netty, cached, uncached);
            weave(refusing ? new NettyPooled().refusing() : new NettyPooled());
            List<Object> after = buffers(netty, cached, uncached);
            release(netty, before.subList(0, before.size() / 2));
            after.addAll(buffers(netty, cached, uncached));
            release(netty, after);
            release(netty, before.subList(before.size() / 2, before.size()));
            release(netty, buffers(netty, cached, uncached));
            assertThat(violations).isEmpty();
            assertThat(ledger.regions().stream().mapToLong(region -> region.pagesHeld()).sum()).isZero();
            assertThat(status(loader).woven()).isEqualTo(6);

            int expected = 0;
            for (Object allocator : new Object[] {cached, uncached}) {
                for (int size : new int[] {100, 100_000}) {
                    netty.releaseTwice(netty.buffer(allocator, size));
                    assertThat(violations.stream().filter(violation -> !violation.isFollowUp()))
                            .as("%d bytes", size).hasSize(++expected);
                }
            }
            assertThat(violations).filteredOn(violation -> !violation.isFollowUp()).extracting(Violation::kind)
                    .containsOnly(ViolationKind.DOUBLE_FREE);
        }
    }

    /** Loads classes of Netty inside its own transformer. The JVM does not call the agent's transformer for these. */
    private final class Loading implements ClassFileTransformer {
        private final String when;
        private final ClassLoader from;
        private final String type;

        Loading(String when, ClassLoader from, String type) {
            this.when = when;
            this.from = from;
            this.type = type;
            instrumentation.addTransformer(this);
        }

        @Override
        public byte[] transform(ClassLoader loader, String name, Class<?> redefined, ProtectionDomain domain, byte[] file) {
            if (loader == from && name.equals(when)) {
                try {
                    Class.forName("io.netty.buffer." + type, false, loader);
                } catch (ClassNotFoundException e) {
                    throw new IllegalStateException(e);
                }
            }
            return null;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"PoolChunk", "PoolArena", "PoolSubpage", "PooledByteBuf", "PoolArena$DirectArena"})
    void aMissedClassIsWovenBeforeAnythingIsRecorded(String escaping) throws Exception {
        weave(new NettyPooled());
        try (URLClassLoader loader = Libraries.netty("4.2.20.Final")) {
            ClassFileTransformer other = new Loading("io/netty/buffer/ByteBufAllocatorMetricProvider", loader, escaping);
            try {
                NettyCopy netty = new NettyCopy(loader);
                Object pool = netty.pooled(1, 1, true);
                release(netty, buffers(netty, pool));
                assertThat(violations).isEmpty();
                assertThat(opened.of(loader)).as("recorded before all is woven").isZero();
                List<Object> held = buffers(netty, pool);
                weaver.everySecond();
                release(netty, held);
                release(netty, buffers(netty, pool));
                assertThat(violations).isEmpty();
                assertThat(opened.of(loader)).isPositive();
                assertThat(status(loader).woven()).isEqualTo(6);
                assertThat(notices).anySatisfy(notice -> assertThat(notice)
                        .contains("io.netty.buffer." + escaping + " was loaded without the agent's notice and is woven now"));
                netty.releaseTwice(netty.buffer(pool, 100));
                assertThat(violations).hasSize(1);
            } finally {
                instrumentation.removeTransformer(other);
            }
        }
    }

    /** The module with one more class, which is loaded late. */
    private record WithALateClass(NettyPooled pooled, List<WovenClass> classes) implements AllocatorModule {
        WithALateClass() {
            this(new NettyPooled(), new ArrayList<>());
            classes.addAll(pooled.classes());
            classes.add(new WovenClass("FixedCompositeByteBuf").weave(WeaverTest.Harmless.class, "int", "maxCapacity"));
        }

        @Override
        public String name() {
            return pooled.name();
        }

        @Override
        public String home() {
            return pooled.home();
        }

        @Override
        public Consumer<Object> adopter(Class<?> ownerType, Checker checker) throws ReflectiveOperationException {
            return pooled.adopter(ownerType, checker);
        }
    }

    @Test
    void aClassThatIsMissedLaterIsWovenAndEarlierRecordsAreDiscarded() throws Exception {
        weave(new WithALateClass());
        try (URLClassLoader loader = Libraries.netty("4.2.20.Final")) {
            NettyCopy netty = new NettyCopy(loader);
            Object pool = netty.pooled(1, 1, true);
            List<Object> held = buffers(netty, pool);
            assertThat(opened.of(loader)).as(notices.toString()).isPositive();
            assertThat(status(loader).woven()).isEqualTo(6);
            String trigger = "io/netty/buffer/ByteBufInputStream";
            ClassFileTransformer other = new Loading(trigger, loader, "FixedCompositeByteBuf");
            try {
                Class.forName(trigger.replace('/', '.'), false, loader);
                weaver.sweep();
                assertThat(ledger.regions()).isEmpty();
                release(netty, held);
                release(netty, buffers(netty, pool));
                assertThat(violations).isEmpty();
                assertThat(ledger.regions()).isNotEmpty();
                assertThat(status(loader).woven()).isEqualTo(7);
            } finally {
                instrumentation.removeTransformer(other);
            }
        }
    }

    /** Another agent retransforms a class while the pool is at work, and the agent's hooks cannot be woven into it again. */
    @Test
    void aCopyWithAClassThatCanNoLongerBeWovenHasNoFindings() throws Exception {
        NettyPooled module = new NettyPooled();
        weave(module);
        try (URLClassLoader loader = Libraries.netty("4.2.20.Final")) {
            NettyCopy netty = new NettyCopy(loader);
            Object pool = netty.pooled(1, 1, false);
            AtomicBoolean done = new AtomicBoolean();
            AtomicLong rounds = new AtomicLong();
            AtomicReference<Throwable> failure = new AtomicReference<>();
            List<Thread> workers = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                workers.add(new Thread(() -> {
                    try {
                        while (!done.get()) {
                            release(netty, buffers(netty, pool));
                            rounds.incrementAndGet();
                        }
                    } catch (Throwable e) {
                        failure.set(e);
                    }
                }));
            }
            workers.forEach(Thread::start);
            await().until(() -> rounds.get() > 3);
            assertThat(ledger.regions()).isNotEmpty();
            module.classes().get(1).weave(WeaverTest.Impossible.class, "boolean", "free", "PoolSubpage", "int");
            instrumentation.retransformClasses(netty.type("PoolSubpage"));
            long then = rounds.get();
            await().until(() -> rounds.get() > then + 4);
            done.set(true);
            for (Thread worker : workers) {
                worker.join();
            }
            assertThat(failure.get()).isNull();
            assertThat(violations).isEmpty();
            assertThat(ledger.regions()).isEmpty();
            assertThat(status(loader).refusal()).startsWith("PoolSubpage could not be woven: ");
        }
    }
}
