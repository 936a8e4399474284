package io.pageconsistency.benchmarks.http;

import io.pageconsistency.PageConsistency;

/**
 * The agent's figures in one virtual machine.
 *
 * @param active whether an agent is active
 * @param held the number of pages that users hold
 * @param frees how many times memory was taken back
 * @param faults the number of violations, suspects and swallowed errors together
 */
record Account(boolean active, long held, long frees, long faults) {
    private static final String SEPARATOR = " ";

    /** The figures of this virtual machine. */
    static Account now() {
        return new Account(PageConsistency.isActive(), PageConsistency.pagesHeld(), PageConsistency.frees(),
                PageConsistency.violations() + PageConsistency.suspects() + PageConsistency.swallowedErrors());
    }

    /** The figures in one line, for {@link #of}. */
    String line() {
        return String.join(SEPARATOR, Boolean.toString(active), Long.toString(held), Long.toString(frees), Long.toString(faults));
    }

    static Account of(String line) {
        String[] parts = line.split(SEPARATOR);
        return new Account(Boolean.parseBoolean(parts[0]), Long.parseLong(parts[1]), Long.parseLong(parts[2]),
                Long.parseLong(parts[3]));
    }

    /**
     * Checks that the measured work was really done, and was checked if that was wanted. Otherwise the figure would be about
     * something else.
     *
     * @param before the account of the same virtual machine when the measurement began
     * @param operations the number of operations since then, each of which takes memory from a pool and gives it back
     * @param wanted whether the agent was to check them
     * @throws IllegalStateException if they were not checked as wanted, or if anything was found
     */
    void verify(Account before, long operations, boolean wanted) {
        boolean seen = active && before.active && held > 0 && frees - before.frees >= operations;
        boolean unseen = !active && held == 0 && frees == 0;
        if (!(wanted ? seen : unseen) || faults != 0 || operations <= 0) {
            throw new IllegalStateException(operations + " operations were " + (wanted ? "" : "not ") + "to be checked, but "
                    + before + " became " + this);
        }
    }
}
