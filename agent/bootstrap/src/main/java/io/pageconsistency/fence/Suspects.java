package io.pageconsistency.fence;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Finds out which fence an access hit. The virtual machine does not tell, so the fences are ordered by likelihood.
 *
 * <p>The variables of the innermost frames come first. An address inside a fence is certain. A buffer that overlaps some fences
 * narrows the choice to those. If the frames show nothing, it may be any fence; those that the same thread gave back, and the
 * latest ones, are more likely.
 */
final class Suspects implements Clues.Search {
    private static final int MOST_FRAMES = 24;

    private final List<Fence> now;
    private final List<Fence> lately;
    private final long thread = Thread.currentThread().getId();
    private final Set<Fence> met = new LinkedHashSet<>();
    private final Set<Fence> referredTo = new LinkedHashSet<>();
    private int frames;

    /**
     * @param now the present fences
     * @param lately fences that were opened a moment ago; used only if no present one fits
     */
    Suspects(List<Fence> now, List<Fence> lately) {
        this.now = now;
        this.lately = lately;
    }

    boolean isEmpty() {
        return now.isEmpty() && lately.isEmpty();
    }

    @Override
    public void number(long value) {
        if (value > 0) {
            find(met, value, 1);
        }
    }

    @Override
    public void memory(long address, long length) {
        find(referredTo, address, length);
    }

    private void find(Set<Fence> found, long address, long length) {
        int before = found.size();
        for (Fence fence : now) {
            if (fence.overlaps(address, address + length)) {
                found.add(fence);
            }
        }
        for (Fence fence : lately) {
            if (found.size() == before && fence.overlaps(address, address + length)) {
                found.add(fence);
            }
        }
    }

    @Override
    public boolean wantsMore() {
        return met.isEmpty() && referredTo.isEmpty() && ++frames < MOST_FRAMES;
    }

    /** The fences that fit, the likeliest first. */
    List<Fence> likely() {
        List<Fence> fit = new ArrayList<>(!met.isEmpty() ? met : !referredTo.isEmpty() ? referredTo : !now.isEmpty() ? now : lately);
        fit.sort(Comparator.comparing((Fence fence) -> fence.thread() != thread).thenComparing(Comparator.comparing(Fence::number).reversed()));
        return fit;
    }

    /**
     * How certain the first of them is, in words.
     *
     * @param fit the number of fences that fit
     */
    String certainty(int fit) {
        if (!met.isEmpty()) {
            return fit == 1 ? "an address in it is in the frames of the call" : "addresses in " + fit + " are in the frames of the call";
        }
        if (!referredTo.isEmpty()) {
            return fit == 1 ? "a buffer in the frames of the call reaches into it, and into no other"
                    : "buffers in the frames of the call reach into it and " + others(fit);
        }
        return fit == 1 ? "nothing else was fenced" : "the address of the access is not known, and it may have been any of " + fit + "; this one is the"
                + " likeliest by who gave it back, and when";
    }

    private static String others(int fit) {
        return fit == 2 ? "one other" : fit - 1 + " others";
    }
}
