package io.pageconsistency.fence;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Which fence an access met. The virtual machine does not say; what can be told is how likely each is.
 *
 * <p>What the innermost frames refer to comes first: an address in a fence is certain, a buffer that reaches into some leaves those.
 * Where nothing is found it is any of them, and what the thread has given back itself, and what was given back last, is likelier.
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
     * @param now what is fenced
     * @param lately what was, not long ago: it fits where nothing else does
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
    public boolean goesOn() {
        return met.isEmpty() && referredTo.isEmpty() && ++frames < MOST_FRAMES;
    }

    /** Those that fit, the likeliest first. */
    List<Fence> likely() {
        List<Fence> fit = new ArrayList<>(!met.isEmpty() ? met : !referredTo.isEmpty() ? referredTo : !now.isEmpty() ? now : lately);
        fit.sort(Comparator.comparing((Fence fence) -> fence.thread() != thread).thenComparing(Comparator.comparing(Fence::number).reversed()));
        return fit;
    }

    /** How sure it is that it was the first of them. */
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
