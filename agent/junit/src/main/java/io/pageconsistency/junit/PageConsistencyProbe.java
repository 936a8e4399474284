package io.pageconsistency.junit;

import java.time.Duration;
import java.util.List;

import io.pageconsistency.HeldMemory;
import io.pageconsistency.Holding;
import io.pageconsistency.PageConsistency;
import io.pageconsistency.Validation;
import io.pageconsistency.Violation;

/**
 * What a test can ask about the pools, and about itself: have it passed as a parameter of a test, or of a method or
 * constructor around tests.
 *
 * <p>What is <em>taken</em> is what is held now and was not when the test began, or the class for one that a
 * {@code @BeforeAll} method or a constructor gets; under parallel execution that of others is part of it. Thread-safe.
 */
public final class PageConsistencyProbe {
    private static final int MOST_HOLDERS = 100;

    private final Watched watched;

    PageConsistencyProbe(Watched watched) {
        this.watched = watched;
    }

    /** The violations of this test so far, root causes that count, in their order. */
    public List<Violation> violations() {
        return watched.violations();
    }

    /** What was taken and has not been given back. */
    public List<Holding> taken() {
        return watched.heldBefore().takenSince();
    }

    /**
     * Waits until everything that was taken has been given back.
     *
     * @throws PageConsistencyFailure if it is not in that time; it names what is held and, where it was recorded, by whom
     */
    public void awaitReleased(Duration patience) {
        Verdict verdict = new Verdict("");
        verdict.held(watched.heldBefore().awaitReleased(patience), patience.toMillis());
        if (!verdict.isInnocent()) {
            throw verdict.failure(null, null);
        }
    }

    /**
     * Who holds memory now in the whole virtual machine, by the calls that took it, most first. With {@code stacks=all}, which tests
     * have by default, nothing of it is estimated as long as no more than some thousand pieces are held.
     */
    public HeldMemory holders() {
        return PageConsistency.holders(MOST_HOLDERS);
    }

    /** Pages that users hold now in the whole virtual machine; exact while nothing moves. */
    public long pagesHeld() {
        return PageConsistency.pagesHeld();
    }

    /** Pages that allocators have claimed now in the whole virtual machine. */
    public long pagesReserved() {
        return PageConsistency.pagesReserved();
    }

    /** How often memory was handed out in the virtual machine so far. */
    public long allocations() {
        return PageConsistency.allocations();
    }

    /** How often memory was taken back in the virtual machine so far. */
    public long frees() {
        return PageConsistency.frees();
    }

    /** Regions open now; 0 says that no pool that is checked has been used. */
    public int regions() {
        return PageConsistency.regions();
    }

    /** Looks at the whole record; damage is a violation of this test. */
    public Validation validate() {
        return PageConsistency.validate();
    }
}
