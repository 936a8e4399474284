package io.pageconsistency.benchmarks.pairs;

import org.openjdk.jmh.infra.Blackhole;

/** Uses a pool over a memory segment. The implementations are compiled for a newer Java than the benchmarks. For one thread. */
public interface PageUser {
    /** The Java release that such a pool needs. */
    int RELEASE = 22;

    /** Takes one page, passes it to the blackhole, and gives it back. */
    void takeAndGiveBack(Blackhole user);
}
