package io.pageconsistency.agent.instrument;

import static io.pageconsistency.agent.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.ref.WeakReference;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

import net.bytebuddy.agent.ByteBuddyAgent;
import net.bytebuddy.asm.Advice;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.pageconsistency.agent.ThisJvm;
import io.pageconsistency.agent.allocators.netty.adaptive.NettyAdaptive;
import io.pageconsistency.agent.allocators.netty.pooled.NettyPooled;
import io.pageconsistency.agent.allocators.netty.unpooled.NettyUnpooled;
import io.pageconsistency.hooks.PoolHooks;
import io.pageconsistency.tracking.RegionCarrier;

/**
 * Weaves released libraries, each in its own class loader in this JVM.
 *
 * <p>Copies of earlier tests may still be loaded and are then woven again. So a test looks only at its own copies.
 */
class WeaverTest {
    private static Instrumentation instrumentation;

    private final List<String> notices = new CopyOnWriteArrayList<>();
    private final ThisJvm thisJvm = ThisJvm.cleared();
    private Weaver weaver;
    private final OpenedRegions opened = new OpenedRegions();

    @BeforeAll
    static void instrument() {
        instrumentation = ByteBuddyAgent.install();
    }

    @BeforeEach
    void listen() {
        thisJvm.ledger().reports().add(opened);
    }

    @AfterEach
    void nothingWentWrong() {
        if (weaver != null) {
            weaver.remove();
        }
        thisJvm.ledger().reports().remove(opened);
        thisJvm.leave();
        assertThat(thisJvm.violations()).isEmpty();
        assertThat(thisJvm.checker().regions().untracked()).isZero();
    }

    /** Returns the statuses of the copies in some loaders. */
    private List<ModuleStatus> statuses(ClassLoader... loaders) {
        return weaver.statuses().stream().filter(status -> isOfAny(status.where(), loaders)).toList();
    }

    private List<String> notices(ClassLoader... loaders) {
        return notices.stream().filter(notice -> isOfAny(notice, loaders)).toList();
    }

    private static boolean isOfAny(String text, ClassLoader... loaders) {
        return Stream.of(loaders).anyMatch(loader -> (text + ":").contains("class loader " + loader.getName() + ":"));
    }

    private void weave(AllocatorModule... modules) {
        weaver = Weaver.install(instrumentation, thisJvm.checker(), List.of(modules), notices::add);
    }

    @ParameterizedTest
    @ValueSource(strings = {"4.1.52.Final", "4.2.20.Final"})
    void recordsAnUnmodifiedNetty(String version) throws Exception {
        weave(new NettyPooled());
        try (URLClassLoader loader = Libraries.netty(version)) {
            NettyCopy netty = new NettyCopy(loader);
            netty.use();
            // One chunk for the slot and the run, and one for the big buffer.
            assertThat(opened.of(loader)).isEqualTo(2);
            assertThat(RegionCarrier.class.isAssignableFrom(netty.type("PoolChunk"))).isTrue();
            assertThat(statuses(loader)).singleElement().satisfies(status -> {
                assertThat(status.where()).startsWith("io.netty.buffer in netty-buffer-" + version + ".jar, class loader ");
                assertThat(status.refusal()).isNull();
                assertThat(status.declared()).isEqualTo(6);
                assertThat(status.woven()).isEqualTo(6);
                assertThat(status.firstEventSeen()).isTrue();
            });
            assertThat(notices(loader)).singleElement().asString().startsWith("netty-pooled covers io.netty.buffer in netty-buffer-");
        }
    }

    @Test
    void keepsSeveralCopiesApart() throws Exception {
        weave(new NettyPooled());
        try (URLClassLoader first = Libraries.netty("4.1.52.Final"); URLClassLoader second = Libraries.netty("4.2.20.Final");
                URLClassLoader refused = Libraries.netty("4.1.51.Final");
                URLClassLoader shaded = Libraries.loader("grpc-netty-shaded-1.85.1")) {
            new NettyCopy(first).use();
            new NettyCopy(second).use();
            new NettyCopy(refused).use();
            new NettyCopy(shaded, "io.grpc.netty.shaded.io.").use();
            assertThat(opened.of(first, second, refused, shaded)).isEqualTo(6);
            assertThat(statuses(first, second, refused, shaded)).hasSize(4);
            assertThat(statuses(first, second, refused, shaded)).filteredOn(status -> status.refusal() == null).hasSize(3)
                    .allSatisfy(status -> assertThat(status.woven()).isEqualTo(6));
            assertThat(statuses(first, second, refused, shaded)).anySatisfy(status ->
                    assertThat(status.where()).startsWith("io.grpc.netty.shaded.io.netty.buffer in grpc-netty-shaded-"));
        }
    }

    @Test
    void leavesARefusedCopyAloneAndNamesTheSymbol() throws Exception {
        weave(new NettyPooled());
        try (URLClassLoader loader = Libraries.netty("4.1.51.Final")) {
            NettyCopy netty = new NettyCopy(loader);
            netty.use();
            assertThat(opened.of(loader)).isZero();
            for (String type : List.of("PoolChunk", "PoolSubpage", "PooledByteBuf", "PoolArena", "PoolArena$DirectArena")) {
                assertThat(isWoven(netty.type(type))).as(type).isFalse();
            }
            assertThat(statuses(loader)).singleElement().satisfies(status -> {
                assertThat(status.refusal()).isEqualTo("PoolChunk.collapseRuns(long, ...): long not found");
                assertThat(status.woven()).isZero();
                assertThat(status.firstEventSeen()).isFalse();
            });
            assertThat(notices(loader)).singleElement().asString().contains("does NOT cover", "4.1.51", "collapseRuns");
        }
    }

    @Test
    void refusesAClassLoaderThatHidesTheHooks() throws Exception {
        weave(new NettyPooled());
        try (URLClassLoader loader = Libraries.isolated("netty-buffer-4.2.20.Final", "netty-common-4.2.20.Final")) {
            new NettyCopy(loader).use();
            assertThat(opened.of(loader)).isZero();
            assertThat(statuses(loader)).singleElement().satisfies(status ->
                    assertThat(status.refusal()).contains("does not let it see io.pageconsistency.hooks.PoolHooks"));
        }
    }

    @Test
    void namesAModuleThatMetNothing() {
        weave(new OneClass("no.such.library.", List.of(new WovenClass("Pool"))));
        assertThat(weaver.statuses()).containsExactly(new ModuleStatus("one-class", "", 1, 0, false, null));
        assertThat(notices).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"4.1.122", "4.1.130", "4.2.3", "4.2.20"})
    void weavesTheAdaptiveAllocator(String version) throws Exception {
        assertAdaptiveIsWoven(new NettyAdaptive(), version);
    }

    @ParameterizedTest
    @ValueSource(strings = {"4.1.122", "4.2.10"})
    void weavesTheAdaptiveAllocatorSoThatItRefuses(String version) throws Exception {
        assertAdaptiveIsWoven(new NettyAdaptive().refusing(), version);
    }

    /** Uses a buffer for each kind of chunk that any release has. */
    private void assertAdaptiveIsWoven(AllocatorModule module, String version) throws Exception {
        weave(module);
        try (URLClassLoader loader = Libraries.netty(version + ".Final")) {
            NettyCopy netty = new NettyCopy(loader);
            // Other tests weave the classes that are loaded here, and must not need more classes from a closed loader.
            netty.use();
            Object adaptive = netty.adaptive();
            for (int size : new int[] {100, 100_000, 20_000_000}) {
                netty.release(netty.buffer(adaptive, size));
                netty.release(netty.heapBuffer(adaptive, size));
            }
            assertThat(statuses(loader)).singleElement().satisfies(status -> {
                assertThat(status.refusal()).isNull();
                assertThat(status.woven()).isEqualTo(status.declared()).isPositive();
            });
            assertThat(opened.of(loader)).isGreaterThanOrEqualTo(2);
            assertThat(netty.type("AdaptivePoolingAllocator$AdaptiveByteBuf")).matches(WeaverTest::isWoven);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"4.1.52", "4.2.20"})
    void weavesUnpooledBuffers(String version) throws Exception {
        assertUnpooledAreWoven(new NettyUnpooled(), version);
    }

    @ParameterizedTest
    @ValueSource(strings = {"4.1.140", "4.2.20"})
    void weavesUnpooledBuffersSoThatTheyRefuse(String version) throws Exception {
        assertUnpooledAreWoven(new NettyUnpooled().refusing(), version);
    }

    private void assertUnpooledAreWoven(AllocatorModule module, String version) throws Exception {
        weave(module);
        try (URLClassLoader loader = Libraries.netty(version + ".Final")) {
            NettyCopy netty = new NettyCopy(loader);
            Object unpooled = netty.unpooled();
            netty.release(netty.buffer(unpooled, 100));
            netty.release(netty.heapBuffer(unpooled, 100));
            assertThat(opened.of(loader)).isEqualTo(1);
            netty.type("UnreleasableByteBuf");
            assertThat(netty.type("UnpooledUnsafeNoCleanerDirectByteBuf")).matches(WeaverTest::isWoven);
            assertThat(statuses(loader)).singleElement().satisfies(status -> {
                assertThat(status.refusal()).isNull();
                assertThat(status.woven()).isEqualTo(status.declared()).isEqualTo(4);
                assertThat(status.firstEventSeen()).isTrue();
            });
        }
    }

    /** Chunks of all kinds that existed before the agent are found. */
    @ParameterizedTest
    @ValueSource(strings = {"4.1.130", "4.2.20"})
    void adoptsChunksOfTheAdaptiveAllocator(String version) throws Exception {
        try (URLClassLoader loader = Libraries.netty(version + ".Final")) {
            NettyCopy netty = new NettyCopy(loader);
            netty.use();
            Object adaptive = netty.adaptive();
            List<Object> held = new ArrayList<>();
            for (int size : new int[] {100, 100_000}) {
                held.add(netty.buffer(adaptive, size));
                held.add(netty.heapBuffer(adaptive, size));
            }
            weave(new NettyAdaptive());
            for (Object buffer : held) {
                netty.release(buffer);
            }
            assertThat(opened.of(loader)).isGreaterThanOrEqualTo(2);
        }
    }

    @Test
    void anotherAgentsRetransformationKeepsAdviceAndField() throws Exception {
        weave(new NettyPooled());
        try (URLClassLoader loader = Libraries.netty("4.2.20.Final")) {
            NettyCopy netty = new NettyCopy(loader);
            netty.use();
            Class<?> chunk = netty.type("PoolChunk");
            assertThatNoException().isThrownBy(() -> instrumentation.retransformClasses(chunk));
            assertThat(isWoven(chunk)).isTrue();
            netty.use();
            assertThat(opened.of(loader)).isEqualTo(4);
        }
    }

    @Test
    void removalRemovesAdviceFromLoadedClasses() throws Exception {
        weave(new NettyPooled(), new NettyAdaptive());
        try (URLClassLoader loader = Libraries.netty("4.2.20.Final")) {
            NettyCopy netty = new NettyCopy(loader);
            netty.use();
            List<Class<?>> types = List.of(netty.type("PoolChunk"), netty.type("PoolSubpage"), netty.type("PooledByteBuf"),
                    netty.type("PoolArena"), netty.type("PoolArena$DirectArena"), netty.type("PoolArena$HeapArena"),
                    netty.type("AdaptivePoolingAllocator$Chunk"));
            assertThat(types).allMatch(WeaverTest::isWoven);
            weaver.remove();
            assertThat(types).noneMatch(WeaverTest::isWoven);
            long before = opened.of(loader);
            netty.use();
            assertThat(opened.of(loader)).isEqualTo(before);
            assertThat(RegionCarrier.class.isAssignableFrom(netty.type("PoolChunk"))).as("the field stays").isTrue();
            assertThatNoException().isThrownBy(() -> instrumentation.retransformClasses(netty.type("PoolChunk")));
        }
    }

    /** This happens for example if another agent's transformer works on the result of this agent's. */
    @Test
    void removalReportsHooksThatAreStillThere() throws Exception {
        Weaver other = null;
        weave(new NettyPooled());
        try (URLClassLoader loader = Libraries.netty("4.2.20.Final")) {
            new NettyCopy(loader).use();
            other = Weaver.install(instrumentation, thisJvm.checker(),
                    List.of(new OneClass(new WovenClass("PoolSubpage").weave(Harmless.class, "long", "allocate"))), notices::add);
            assertThatThrownBy(weaver::remove).isInstanceOf(IllegalStateException.class).hasMessageStartingWith(
                    "hooks, which do nothing any more, are still in io.netty.buffer.PoolSubpage");
            assertThat(weaver.remove()).as("the second time").isZero();
        } finally {
            if (other != null) {
                other.remove();
            }
        }
    }

    @Test
    void weavesClassesThatWereLoadedBefore() throws Exception {
        try (URLClassLoader loader = Libraries.netty("4.2.20.Final")) {
            NettyCopy netty = new NettyCopy(loader);
            netty.use();
            weave(new NettyPooled());
            netty.use();
            assertThat(opened.of(loader)).isEqualTo(2);
            assertThat(RegionCarrier.class.isAssignableFrom(netty.type("PoolChunk"))).isFalse();
            assertThat(statuses(loader)).singleElement().satisfies(status -> assertThat(status.woven()).isEqualTo(6));
        }
    }

    @Test
    void aClassThatCannotBeWovenIsLoadedAndItsCopyIsRefused() throws Exception {
        weave(new OneClass(
                new WovenClass("PoolSubpage").weave(Harmless.class, "long", "allocate"),
                new WovenClass("PoolChunk").weave(Impossible.class, "long", "allocateRun", "int")));
        try (URLClassLoader loader = Libraries.netty("4.2.20.Final")) {
            NettyCopy netty = new NettyCopy(loader);
            Class<?> subpage = netty.type("PoolSubpage");
            netty.use();
            assertThat(statuses(loader)).singleElement().satisfies(status ->
                    assertThat(status.refusal()).startsWith("PoolChunk could not be woven: "));
            assertThat(notices(loader)).anySatisfy(notice -> assertThat(notice).contains("does NOT cover", "could not be woven"));
            await().untilAsserted(() -> assertThat(isWoven(subpage)).isFalse());
        }
    }

    static final class Harmless {
        @Advice.OnMethodExit(suppress = Throwable.class)
        static void exit() {
            PoolHooks.tracked("nothing");
        }
    }

    static final class Impossible {
        @Advice.OnMethodExit(suppress = Throwable.class)
        static void exit(@Advice.FieldValue("noSuchField") Object nothing) {
            PoolHooks.tracked(nothing);
        }
    }

    @Test
    void keepsNoClassLoaderAlive() throws Exception {
        weave(new OneClass(new WovenClass("PoolSubpage").weave(Harmless.class, "long", "allocate")));
        WeakReference<ClassLoader> loader = loadAndForget();
        await().untilAsserted(() -> {
            System.gc();
            assertThat(loader.get()).isNull();
        });
    }

    private WeakReference<ClassLoader> loadAndForget() throws Exception {
        try (URLClassLoader loader = Libraries.netty("4.2.20.Final")) {
            assertThat(isWoven(new NettyCopy(loader).type("PoolSubpage"))).isTrue();
            return new WeakReference<>(loader);
        }
    }

    /** Whether the byte code that the JVM executes contains calls of hooks. The type of the added field does not count. */
    private static boolean isWoven(Class<?> type) {
        AtomicReference<byte[]> current = new AtomicReference<>();
        ClassFileTransformer reader = new ClassFileTransformer() {
            @Override
            public byte[] transform(ClassLoader loader, String name, Class<?> redefined, ProtectionDomain domain,
                    byte[] classFile) {
                if (redefined == type) {
                    current.set(classFile);
                }
                return null;
            }
        };
        instrumentation.addTransformer(reader, true);
        try {
            instrumentation.retransformClasses(type);
        } catch (java.lang.instrument.UnmodifiableClassException e) {
            throw new AssertionError(e);
        } finally {
            instrumentation.removeTransformer(reader);
        }
        String constants = new String(current.get(), StandardCharsets.ISO_8859_1);
        return constants.contains("io/pageconsistency/hooks/PoolHooks") || constants.contains("io/pageconsistency/hooks/ChunkHooks");
    }
}
