package io.pageconsistency.benchmarks.http;

import io.pageconsistency.PageConsistency;

/**
 * What the agent says of a virtual machine.
 *
 * @param active whether there is one
 * @param held pages that users hold
 * @param frees how often memory was taken back
 * @param faults violations, suspects and swallowed errors together
 */
record Account(boolean active, long held, long frees, long faults) {
    private static final String SEPARATOR = " ";

    /** Of this one. */
    static Account now() {
        return new Account(PageConsistency.isActive(), PageConsistency.pagesHeld(), PageConsistency.frees(),
                PageConsistency.violations() + PageConsistency.suspects() + PageConsistency.swallowedErrors());
    }

    /** In one line, for {@link #of}. */
    String line() {
        return String.join(SEPARATOR, Boolean.toString(active), Long.toString(held), Long.toString(frees), Long.toString(faults));
    }

    static Account of(String line) {
        String[] parts = line.split(SEPARATOR);
        return new Account(Boolean.parseBoolean(parts[0]), Long.parseLong(parts[1]), Long.parseLong(parts[2]),
                Long.parseLong(parts[3]));
    }

    /**
     * Nothing is to be measured that did not happen.
     *
     * @param before the same virtual machine's, when measuring began
     * @param operations what it has done since, each of which takes memory from a pool and gives it back
     * @param wanted whether it was to be checked
     * @throws IllegalStateException if it was not so, or if anything was found
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
