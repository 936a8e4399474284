package io.pageconsistency.benchmarks.pairs;

import org.openjdk.jmh.infra.Blackhole;

/** Uses a pool over a memory segment, which is compiled for a newer Java than the benchmarks. For one thread. */
public interface PageUser {
    /** The release of Java that such a pool needs. */
    int RELEASE = 22;

    /** Takes one page, shows it to somebody, and gives it back. */
    void takeAndGiveBack(Blackhole user);
}
