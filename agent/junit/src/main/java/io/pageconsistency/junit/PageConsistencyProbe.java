package io.pageconsistency.junit;

import java.time.Duration;
import java.util.List;

import io.pageconsistency.HeldMemory;
import io.pageconsistency.Holding;
import io.pageconsistency.PageConsistency;
import io.pageconsistency.Validation;
import io.pageconsistency.Violation;

/**
 * Lets a test query the pools and its own findings. A parameter of a test method, or of a method or constructor around tests.
 *
 * <p>Memory is <em>taken</em> if it is held now and was not held when the test began; for a {@code @BeforeAll} method or a
 * constructor, when the class began. Under parallel execution this includes the memory of other tests. Thread-safe.
 */
public final class PageConsistencyProbe {
    private static final int MOST_HOLDERS = 100;

    private final Watched watched;

    PageConsistencyProbe(Watched watched) {
        this.watched = watched;
    }

    /** The violations of this test so far, in their order. */
    public List<Violation> violations() {
        return watched.violations();
    }

    /** The memory that was taken and not given back. */
    public List<Holding> taken() {
        return watched.heldBefore().takenSince();
    }

    /**
     * Waits until all taken memory was given back.
     *
     * @throws PageConsistencyFailure if some is still held after that time; it names the memory and the holders on record
     */
    public void awaitReleased(Duration patience) {
        Verdict verdict = new Verdict("");
        verdict.held(watched.heldBefore().awaitReleased(patience), patience.toMillis());
        if (!verdict.isInnocent()) {
            throw verdict.failure(null, null);
        }
    }

    /**
     * Who holds memory now in the whole virtual machine, grouped by the calls that took it, the largest first. With
     * {@code stacks=all}, the default in tests, nothing is an estimate as long as at most a few thousand pieces are held.
     */
    public HeldMemory holders() {
        return PageConsistency.holders(MOST_HOLDERS);
    }

    /** Pages that users hold now in the whole virtual machine; exact while no memory is transferred. */
    public long pagesHeld() {
        return PageConsistency.pagesHeld();
    }

    /** Pages that allocators have claimed now in the whole virtual machine. */
    public long pagesReserved() {
        return PageConsistency.pagesReserved();
    }

    /** Hand-outs in the virtual machine so far. */
    public long allocations() {
        return PageConsistency.allocations();
    }

    /** Take-backs in the virtual machine so far. */
    public long frees() {
        return PageConsistency.frees();
    }

    /** Regions open now; 0 means that no checked pool has been used. */
    public int regions() {
        return PageConsistency.regions();
    }

    /** Checks the whole record; damage is a violation of this test. */
    public Validation validate() {
        return PageConsistency.validate();
    }
}
