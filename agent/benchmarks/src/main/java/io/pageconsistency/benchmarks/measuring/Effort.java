package io.pageconsistency.benchmarks.measuring;

import org.openjdk.jmh.runner.options.TimeValue;

/**
 * The duration of one fork.
 *
 * @param warmups iterations that are not counted
 * @param iterations iterations whose median is the fork's figure
 */
record Effort(int warmups, TimeValue warmup, int iterations, TimeValue iteration) {
    static final Effort FULL = new Effort(4, TimeValue.milliseconds(500), 7, TimeValue.milliseconds(200));
    static final Effort QUICK = new Effort(2, TimeValue.milliseconds(300), 3, TimeValue.milliseconds(100));

    @Override
    public String toString() {
        return warmups + " × " + warmup + " warm-up and " + iterations + " × " + iteration + " measured in each fork";
    }
}
