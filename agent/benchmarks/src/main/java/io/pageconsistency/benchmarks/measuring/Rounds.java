package io.pageconsistency.benchmarks.measuring;

import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Measures variants in rounds, with one fork for each variant in every round.
 *
 * <p>JMH runs all forks of one benchmark before those of the next. On a machine whose speed drifts, two variants are then never
 * measured under the same conditions. Here the forks of a row run one after another, and a ratio always compares two forks of the
 * same round. The median over the rounds then has a spread that says how reliable it is.
 */
final class Rounds {
    private final int rounds;
    private final Forks forks;
    private final PrintStream progress;

    Rounds(int rounds, Forks forks, PrintStream progress) {
        this.rounds = rounds;
        this.forks = forks;
        this.progress = progress;
    }

    Samples measure(List<Row> rows) throws Exception {
        Samples samples = new Samples();
        int all = rows.stream().mapToInt(row -> row.variants().size()).sum() * rounds;
        int fork = 0;
        for (int round = 0; round < rounds; round++) {
            for (Row row : rows) {
                List<Variant> variants = new ArrayList<>(row.variants());
                // The order changes each round, so that a disturbance of the first fork does not always hit the same variant.
                Collections.rotate(variants, round);
                for (Variant variant : variants) {
                    double nanos = forks.run(row, variant);
                    samples.add(row, variant, round, nanos);
                    progress.printf("%d/%d  round %d, %s, %s: %.1f ns, load %.1f%n", ++fork, all, round + 1, row.title(),
                            variant.name(), nanos, ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
                }
            }
        }
        return samples;
    }

    /** The machine in words. Known after the first measurement. */
    String machine() {
        return forks.machine() + "; " + Runtime.getRuntime().availableProcessors() + " processors; "
                + rounds + (rounds == 1 ? " round, " : " rounds, ") + forks.effort();
    }
}
