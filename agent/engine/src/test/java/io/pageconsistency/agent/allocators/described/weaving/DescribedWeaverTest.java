package io.pageconsistency.agent.allocators.described.weaving;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Map;

import org.junit.jupiter.api.Test;

import io.pageconsistency.ViolationKind;

/** Which classes are woven, and how the others are reported. */
class DescribedWeaverTest extends WovenPools {
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
        assertThat(notices).singleElement().asString().startsWith("interface covers " + SamplePools.Base.class.getName() + " in ")
                .endsWith(", which implements or extends " + SamplePools.Shape.class.getName());
    }

    @Test
    void anInterfaceThatNothingImplementsIsNamed() throws Exception {
        describe("bare", "Bare", "subtypes: true\nhand-out: lend()\ntake-back: back(Object)\n");
        assertThat(SamplePools.Bare.PAGE).isEqualTo("page".length());

        assertThat(notices).isEmpty();
        assertThat(weaver.unmet()).singleElement().asString().startsWith("bare of ").endsWith("pools.yaml:2: no class that implements or "
                + "extends " + SamplePools.Bare.class.getName() + " was loaded");
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
    void whatDoesNotFitIsToldBeforeTheClassIsLoadedAndOnlyOnce() throws Exception {
        describe("early", "NotYet", "hand-out: acquire()\ntake-back: release(ByteBuffer)\n");
        assertThat(notices).isEmpty();
        weaver.lookAhead(SamplePools.class.getClassLoader());

        assertThat(notices).singleElement().asString().startsWith("early does NOT cover " + SamplePools.class.getName()
                + "$NotYet in ").contains(", class loader app: ").contains("pools.yaml:5: ").endsWith("nearest: acquire()");
        new SamplePools.NotYet().acquire();
        assertThat(notices).hasSize(1);
        assertThat(handedOut()).isZero();
    }

    @Test
    void whatFitsOrIsNotThereIsTakenAsItComes() throws Exception {
        describe("fitting", "Guarded", "hand-out: acquire()\ntake-back: release(ByteBuffer)\n");
        weaver.lookAhead(SamplePools.class.getClassLoader());
        weaver.lookAhead(ClassLoader.getPlatformClassLoader());
        SamplePools.Guarded pool = kept(new SamplePools.Guarded());
        pool.release(pool.acquire());

        assertThat(notices).singleElement().asString().startsWith("fitting covers ");
        assertThat(handedOut()).isEqualTo(1);
    }

    @Test
    void aDescriptionThatNoClassMatchedIsNamed() throws Exception {
        kept(new SamplePools.Buffers());
        describe("moved", "Bufers", "hand-out: acquire()\ntake-back: release(ByteBuffer)\n");

        assertThat(weaver.unmet()).singleElement().asString().startsWith("moved of ").contains("pools.yaml:2: no class "
                + SamplePools.class.getName() + "$Bufers was loaded; there is " + SamplePools.class.getName() + "$Buffers");
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
