package io.pageconsistency.benchmarks.measuring;

/** Measures variants, each in a virtual machine that is started for it. */
public interface Forks {
    /** Measures one fork: nanoseconds per operation. */
    double run(Row row, Variant variant) throws Exception;

    /** The virtual machine that was measured, in words. Known after the first measurement. */
    String machine();

    /** The duration of one fork, in words. */
    String effort();
}
