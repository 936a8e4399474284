package io.pageconsistency.demo;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.pageconsistency.Violation;
import io.pageconsistency.ViolationListener;

/** Keeps the agent's findings in order. Thread-safe. */
public final class Findings implements ViolationListener {
    private final List<Violation> all = new CopyOnWriteArrayList<>();

    @Override
    public void onViolation(Violation violation) {
        all.add(violation);
    }

    /** A point in time, to be passed to {@link #since}. */
    public int mark() {
        return all.size();
    }

    /** The findings after a {@linkplain #mark() mark}. */
    public List<Violation> since(int mark) {
        return List.copyOf(all).subList(mark, all.size());
    }
}
