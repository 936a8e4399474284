package io.pageconsistency.agent.described.model;

/**
 * A method in which memory crosses, or in which all of a pool's memory comes back or ends.
 *
 * @param type the class that declares the method
 * @param page where the memory is; null for a reset or a close
 * @param size null where the memory itself tells, or the pool's page size
 * @param pool where the pool's own object is; null for the usual place
 * @param condition when memory crosses at all; null for always
 */
public record Crossing(Location at, Kind kind, String type, MethodPattern method, Path page, Amount size, Path pool,
        Condition condition) {
    /**
     * A yes or no that decides whether a run of the method counts. Read where the memory is: on entry for a take-back, after the
     * exit for a hand-out.
     *
     * @param path to a boolean, from where the way to the memory begins
     * @param wanted what it must be
     */
    public record Condition(Path path, boolean wanted) {
    }

    /** What happens in the method. */
    public enum Kind {
        HAND_OUT("hand-out"), TAKE_BACK("take-back"), RESET("reset"), CLOSE("close");

        private final String key;

        Kind(String key) {
            this.key = key;
        }

        /** As it is written in a description. */
        public String key() {
            return key;
        }
    }
}
