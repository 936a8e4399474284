package io.pageconsistency.benchmarks.measuring;

/** Measures variants, each time in a virtual machine that is started for it. */
public interface Forks {
    /** One fork's figure: nanoseconds per operation. */
    double run(Row row, Variant variant) throws Exception;

    /** With what virtual machine was measured, in words; known once something was. */
    String machine();

    /** How long one fork runs, in words. */
    String effort();
}
