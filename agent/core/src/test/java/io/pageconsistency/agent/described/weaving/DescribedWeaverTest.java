package io.pageconsistency.agent.described.weaving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.instrument.Instrumentation;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.ToLongFunction;

import net.bytebuddy.agent.ByteBuddyAgent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.pageconsistency.PageConsistency;
import io.pageconsistency.PageConsistencyError;
import io.pageconsistency.ViolationKind;
import io.pageconsistency.agent.described.Descriptions;
import io.pageconsistency.agent.described.reading.Crossings;
import io.pageconsistency.agent.described.reading.Openings;
import io.pageconsistency.hooks.DescribedHooks;
import io.pageconsistency.ledger.Ledger;

/** Descriptions woven into pools of this virtual machine, healthy and misused. */
class DescribedWeaverTest {
    private static Instrumentation instrumentation;
    private static Crossings crossings;
    /** What the collector takes in the middle of another test would be missing in its figures. */
    private static final List<Object> KEPT = new ArrayList<>();

    @TempDir
    private Path directory;
    private final List<String> notices = new CopyOnWriteArrayList<>();
    private final Map<ViolationKind, Long> before = new EnumMap<>(ViolationKind.class);
    private long held;
    private long handOuts;
    private long swallowed;
    private DescribedWeaver weaver;

    @BeforeAll
    static void instrument() throws ReflectiveOperationException {
        instrumentation = ByteBuddyAgent.install();
        VarHandle address = MethodHandles.privateLookupIn(Buffer.class, MethodHandles.lookup())
                .findVarHandle(Buffer.class, "address", long.class);
        ToLongFunction<Object> addresses = buffer -> (long) address.get((Buffer) buffer);
        crossings = new Crossings(new Openings(instrumentation), addresses);
        DescribedHooks.install(crossings);
    }

    @BeforeEach
    void countBefore() {
        for (ViolationKind kind : ViolationKind.values()) {
            before.put(kind, PageConsistency.violations(kind));
        }
        held = PageConsistency.pagesHeld();
        handOuts = PageConsistency.allocations();
        swallowed = PageConsistency.swallowedErrors();
    }

    @AfterEach
    void remove() {
        if (weaver != null) {
            weaver.remove();
        }
        assertThat(PageConsistency.firstSwallowedError()).isNull();
        assertThat(PageConsistency.swallowedErrors()).isEqualTo(swallowed);
        Ledger.ofThisJvm().policy().report();
    }

    /** @param lines what follows name and class */
    private void describe(String name, String type, String lines) throws Exception {
        Path file = Files.writeString(directory.resolve("pools.yaml"), "pools:\n- name: " + name + "\n  class: "
                + SamplePools.class.getName() + "$" + type + "\n" + lines.indent(2));
        List<String> problems = new ArrayList<>();
        weaver = DescribedWeaver.install(instrumentation, Descriptions.read(List.of(file.toString()), Set.of(), problems), crossings,
                notices::add);
        assertThat(problems).isEmpty();
    }

    private static <T> T kept(T pool) {
        KEPT.add(pool);
        return pool;
    }

    private Map<ViolationKind, Long> found() {
        Map<ViolationKind, Long> found = new EnumMap<>(ViolationKind.class);
        before.forEach((kind, count) -> {
            if (PageConsistency.violations(kind) != count) {
                found.put(kind, PageConsistency.violations(kind) - count);
            }
        });
        return found;
    }

    private long handedOut() {
        return PageConsistency.allocations() - handOuts;
    }

    private long heldNow() {
        return PageConsistency.pagesHeld() - held;
    }

    private static final String ALL_OF_BUFFERS = """
            hand-out:
              - acquire()
              - acquire(int)
              - acquireAll(int)
              - acquireFilling()
            take-back:
              - release(ByteBuffer)
              - release(ByteBuffer, int)
              - releaseAll(Collection)
            close: close()
            reset: clear()
            """;

    @Test
    void aCrossingOnWhichSeveralMethodsLieIsRecordedOnce() throws Exception {
        describe("nested", "Buffers", ALL_OF_BUFFERS);
        SamplePools.Buffers pool = kept(new SamplePools.Buffers());

        List<ByteBuffer> all = pool.acquireAll(5);
        assertThat(handedOut()).isEqualTo(5);
        assertThat(heldNow()).isEqualTo(5);
        pool.releaseAll(all);
        assertThat(heldNow()).isZero();
        assertThat(pool.acquire(SamplePools.PAGE + 1)).isNull();
        pool.release(pool.acquire(1), SamplePools.PAGE);
        assertThat(handedOut()).isEqualTo(6);
        pool.free.clear();
        pool.release(pool.acquireFilling());

        assertThat(handedOut()).isEqualTo(7);
        assertThat(heldNow()).isZero();
        assertThat(found()).isEmpty();
        assertThat(notices).singleElement().asString().contains("nested covers " + SamplePools.Buffers.class.getName());
        assertThat(weaver.statuses()).singleElement().satisfies(status -> {
            assertThat(status.woven()).isEqualTo(1);
            assertThat(status.firstEventSeen()).isTrue();
        });
    }

    @Test
    void whatAMethodGivesBackBeforeItFailsIsNotHeld() throws Exception {
        describe("undone", "Buffers", ALL_OF_BUFFERS);
        SamplePools.Buffers pool = kept(new SamplePools.Buffers());
        pool.broken = true;

        assertThatThrownBy(() -> pool.acquireAll(5)).isInstanceOf(IllegalStateException.class);

        assertThat(heldNow()).isZero();
        pool.broken = false;
        pool.releaseAll(pool.acquireAll(5));
        assertThat(found()).isEmpty();
    }

    @Test
    void aMethodMayTakeBackAndHandOut() throws Exception {
        describe("moving", "Buffers", """
                hand-out: [acquire(), 'moved(ByteBuffer, boolean)']
                take-back: [release(ByteBuffer), 'moved(ByteBuffer, boolean)']
                """);
        SamplePools.Buffers pool = kept(new SamplePools.Buffers());
        ByteBuffer first = pool.acquire();
        assertThat(pool.moved(first, false)).isSameAs(first);
        ByteBuffer second = pool.moved(first, true);
        assertThat(second).isNotSameAs(first);
        assertThat(heldNow()).isEqualTo(1);
        pool.release(second);
        assertThat(heldNow()).isZero();
        assertThat(found()).isEmpty();
        pool.moved(first, true);

        assertThat(found()).containsExactly(Map.entry(ViolationKind.DOUBLE_FREE, 1L));
    }

    @Test
    void aSecondReleaseIsFoundByEachWay() throws Exception {
        describe("twice", "Buffers", ALL_OF_BUFFERS);
        SamplePools.Buffers pool = kept(new SamplePools.Buffers());
        ByteBuffer one = pool.acquire();
        pool.release(one);
        pool.release(one);
        assertThat(found()).containsExactly(Map.entry(ViolationKind.DOUBLE_FREE, 1L));

        SamplePools.Buffers other = kept(new SamplePools.Buffers());
        ByteBuffer two = other.acquire(1);
        other.releaseAll(List.of(two, two));
        assertThat(found()).containsExactly(Map.entry(ViolationKind.DOUBLE_FREE, 2L));
    }

    @Test
    void aFailedTakeBackAccusesNobody() throws Exception {
        describe("failing", "Buffers", ALL_OF_BUFFERS);
        SamplePools.Buffers pool = kept(new SamplePools.Buffers());
        pool.broken = true;
        ByteBuffer buffer = pool.acquire();
        buffer.limit(0);

        assertThatThrownBy(() -> pool.release(buffer, 1)).isInstanceOf(IllegalStateException.class);
        buffer.clear();
        pool.release(buffer);
        pool.acquire();

        assertThat(found()).isEmpty();
    }

    @Test
    void aPoolThatIsClosedWithPagesOutIsFoundAndOneThatIsClearedIsNot() throws Exception {
        describe("closing", "Buffers", ALL_OF_BUFFERS);
        SamplePools.Buffers pool = kept(new SamplePools.Buffers());
        pool.acquire();
        pool.clear();
        assertThat(heldNow()).isZero();
        pool.acquire();
        assertThat(found()).isEmpty();
        pool.release(pool.acquire());
        pool.close();

        assertThat(found()).containsExactly(Map.entry(ViolationKind.REGION_CLOSED_IN_USE, 1L));
    }

    @Test
    void whatIsRefusedDoesNotTakePlace() throws Exception {
        describe("refused", "Buffers", ALL_OF_BUFFERS);
        Ledger.ofThisJvm().policy().refuse(Set.of("refused"));
        SamplePools.Buffers pool = kept(new SamplePools.Buffers());
        ByteBuffer one = pool.acquire();
        ByteBuffer other = pool.acquire();
        pool.release(one);

        assertThatThrownBy(() -> pool.releaseAll(List.of(other, one))).isInstanceOf(PageConsistencyError.class)
                .hasMessageContaining("DOUBLE_FREE");

        assertThat(pool.free).containsExactly(one);
        pool.release(other);
        assertThat(heldNow()).isZero();
        assertThat(found()).containsExactly(Map.entry(ViolationKind.DOUBLE_FREE, 1L));
        pool.free.push(pool.free.peek());
        pool.acquire();
        assertThatThrownBy(pool::acquire).isInstanceOf(PageConsistencyError.class).hasMessageContaining("DOUBLE_ALLOC");
    }

    @Test
    void aClassThatIsLoadedAlreadyIsWovenAndItsOlderPagesAreNotJudged() throws Exception {
        SamplePools.Buffers pool = kept(new SamplePools.Buffers());
        ByteBuffer older = pool.acquire();
        describe("late", "Buffers", ALL_OF_BUFFERS);

        pool.release(older);
        assertThat(found()).isEmpty();
        pool.release(older);

        assertThat(found()).containsExactly(Map.entry(ViolationKind.DOUBLE_FREE, 1L));
    }

    @Test
    void heapBuffersOfSubtypesAreKnownByTheirArrays() throws Exception {
        describe("subtypes", "Base", """
                subtypes: true
                hand-out: take()
                take-back: give(ByteBuffer)
                """);
        SamplePools.Counting pool = kept(new SamplePools.Counting());
        ByteBuffer buffer = pool.take();
        assertThat(handedOut()).isEqualTo(1);
        pool.give(buffer);
        assertThat(heldNow()).isZero();
        assertThat(found()).isEmpty();
        pool.give(buffer.duplicate());

        assertThat(found()).containsExactly(Map.entry(ViolationKind.DOUBLE_FREE, 1L));
        assertThat(pool.count).isEqualTo(-1);
    }

    @Test
    void anInterfaceMeansWhatImplementsItThroughBridgesToo() throws Exception {
        describe("interface", "Shape", """
                subtypes: true
                hand-out: lend()
                take-back: back(Object)
                """);
        SamplePools.Shape<ByteBuffer> pool = kept(new SamplePools.Base());
        ByteBuffer buffer = pool.lend();
        assertThat(heldNow()).isEqualTo(1);
        pool.back(buffer);
        pool.back(buffer);

        assertThat(handedOut()).isEqualTo(1);
        assertThat(found()).containsExactly(Map.entry(ViolationKind.DOUBLE_FREE, 1L));
    }

    @Test
    void numbersAreAddresses() throws Exception {
        describe("addresses", "Numbered", """
                page-size: this.settings.pageSize
                hand-out: [address(), addresses(int)]
                take-back: [free(long), 'free(long...)']
                """);
        SamplePools.Numbered pool = kept(new SamplePools.Numbered());
        long[] all = pool.addresses(3);
        assertThat(heldNow()).isEqualTo(3);
        pool.free(all);
        assertThat(heldNow()).isZero();
        long address = pool.address();
        pool.free(address);
        pool.free(new long[] {address});

        assertThat(found()).containsExactly(Map.entry(ViolationKind.DOUBLE_FREE, 1L));
        pool.free.clear();
        pool.free(pool.address() + 8);
        assertThat(found()).containsOnlyKeys(ViolationKind.DOUBLE_FREE, ViolationKind.INVALID_FREE);
    }

    @Test
    void numbersOfPagesBeginWithZeroAndNegativeOnesAreNone() throws Exception {
        describe("numbers", "Numbered", """
                hand-out: id()
                take-back: freeId(int)
                """);
        SamplePools.Numbered pool = kept(new SamplePools.Numbered());
        assertThat(pool.id()).isZero();
        assertThat(heldNow()).isEqualTo(1);
        pool.freeId(0);
        assertThat(pool.id()).isZero();
        pool.nextId = -1;
        pool.id();
        assertThat(heldNow()).isEqualTo(1);
        assertThat(found()).isEmpty();
        pool.nextId = 0;
        pool.id();

        assertThat(found()).containsExactly(Map.entry(ViolationKind.DOUBLE_ALLOC, 1L));
    }

    @Test
    void memoryIsFoundBehindPrivateMembersOfOtherClassesAndTheirPoolsToo() throws Exception {
        String lease = SamplePools.class.getName() + "$Wrapping$Lease";
        describe("wrapping", "Wrapping", """
                hand-out:
                  method: lease()
                  page: return.memory()
                take-back:
                  - method: free(Lease)
                    page: arg0.memory[]
                  - method: end()
                    class: %s
                    page: this.memory
                    pool: this.owner
                """.formatted(lease));
        SamplePools.Wrapping pool = kept(new SamplePools.Wrapping());
        SamplePools.Wrapping.Lease one = pool.lease();
        SamplePools.Wrapping.Lease other = kept(new SamplePools.Wrapping()).lease();
        assertThat(heldNow()).isEqualTo(2);
        SamplePools.Wrapping.free(other);
        one.end();
        assertThat(heldNow()).isZero();
        assertThat(found()).isEmpty();
        one.end();

        assertThat(found()).containsExactly(Map.entry(ViolationKind.DOUBLE_FREE, 1L));
    }

    @Test
    void aFutureHandsOutWhenItIsCompleted() throws Exception {
        describe("waiting", "Waiting", """
                hand-out: acquire()
                take-back: release(ByteBuffer)
                """);
        SamplePools.Waiting pool = kept(new SamplePools.Waiting());
        ByteBuffer buffer = pool.acquire().join();
        CompletableFuture<ByteBuffer> second = pool.acquire();
        CompletableFuture<ByteBuffer> third = pool.acquire();
        CompletableFuture<Void> chain = second.thenAccept(pool::release);
        assertThat(heldNow()).isEqualTo(1);
        pool.release(buffer);

        assertThat(chain).isDone();
        assertThat(third).isCompletedWithValue(buffer);
        assertThat(heldNow()).isEqualTo(1);
        pool.acquire().cancel(false);
        pool.waiting.clear();
        pool.release(third.join());
        assertThat(heldNow()).isZero();
        assertThat(handedOut()).isEqualTo(3);
        assertThat(found()).isEmpty();
        pool.release(buffer);
        assertThat(found()).containsExactly(Map.entry(ViolationKind.DOUBLE_FREE, 1L));
    }

    @Test
    void aConstructorHandsOut() throws Exception {
        describe("made", "Block", """
                scope: static
                hand-out: {method: '<init>(int)', page: this.memory}
                take-back: {method: end(), page: this.memory}
                """);
        SamplePools.Block block = kept(new SamplePools.Block(1));
        assertThat(heldNow()).isEqualTo(1);
        block.end();
        assertThat(found()).isEmpty();
        block.end();

        assertThat(found()).containsExactly(Map.entry(ViolationKind.DOUBLE_FREE, 1L));
    }

    @Test
    void aDescriptionThatDoesNotFitIsRefusedAsAWhole() throws Exception {
        describe("unfit", "Buffers", """
                hand-out: acquire()
                take-back: give(ByteBuffer)
                """);
        SamplePools.Buffers pool = kept(new SamplePools.Buffers());
        pool.acquire();

        assertThat(handedOut()).isZero();
        assertThat(notices).singleElement().asString().contains("unfit does NOT cover").contains("pools.yaml:5: ")
                .contains("no method 'give(ByteBuffer)'");
        assertThat(weaver.statuses()).singleElement().satisfies(status -> {
            assertThat(status.woven()).isZero();
            assertThat(status.refusal()).contains("give(ByteBuffer)");
        });
        assertThat(weaver.unmet()).isEmpty();
    }

    @Test
    void aDescriptionThatNoClassMatchedIsNamed() throws Exception {
        describe("moved", "Bufers", "hand-out: acquire()\ntake-back: release(ByteBuffer)\n");

        assertThat(weaver.unmet()).singleElement().asString().startsWith("moved of ").contains("pools.yaml:2: no class "
                + SamplePools.class.getName() + "$Bufers was loaded");
        assertThat(weaver.statuses()).singleElement().satisfies(status -> assertThat(status.where()).isEmpty());
    }

    @Test
    void whatIsRemovedIsNotRecordedAnyMore() throws Exception {
        describe("removed", "Buffers", ALL_OF_BUFFERS);
        SamplePools.Buffers pool = kept(new SamplePools.Buffers());
        pool.release(pool.acquire());
        assertThat(handedOut()).isEqualTo(1);
        weaver.remove();
        pool.acquire();

        assertThat(handedOut()).isEqualTo(1);
    }
}
