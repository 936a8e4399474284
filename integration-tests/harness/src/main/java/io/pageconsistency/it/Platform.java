package io.pageconsistency.it;

import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A JDK and a Netty.
 *
 * @param netty a released version, for example {@code 4.1.52}
 */
record Platform(Generation generation, String netty) {
    static final String OLDEST_NETTY = "4.1.52";
    static final String NEWEST_NETTY = "4.2.20";

    private static final List<String> NETTYS = List.of(OLDEST_NETTY, "4.1.95", "4.1.115", "4.1.140", "4.2.0", NEWEST_NETTY);

    /**
     * A choice among the installed JDKs. The JDK is looked up only when a test uses it, so that a missing one affects only that
     * test.
     */
    enum Generation {
        OLDEST_JDK(Jdk::oldest), NEWEST_JDK(Jdk::newest);

        private final Supplier<Jdk> jdk;

        Generation(Supplier<Jdk> jdk) {
            this.jdk = jdk;
        }

        Jdk jdk() {
            return jdk.get();
        }
    }

    Jdk jdk() {
        return generation.jdk();
    }

    /** Every JDK with every Netty. */
    static Stream<Platform> all() {
        return Arrays.stream(Generation.values()).flatMap(jdk -> NETTYS.stream().map(netty -> new Platform(jdk, netty)));
    }

    /** Each Netty and each JDK at least once, for tests that take long. */
    static Stream<Platform> some() {
        return Stream.of(oldJdk("4.1.95"), newJdk("4.1.115"), oldJdk(NEWEST_NETTY), newJdk(NEWEST_NETTY));
    }

    /** The oldest JDK with the oldest Netty, and the newest with the newest. */
    static Stream<Platform> ends() {
        return Stream.of(oldJdk(OLDEST_NETTY), newJdk(NEWEST_NETTY));
    }

    static Platform oldJdk(String netty) {
        return new Platform(Generation.OLDEST_JDK, netty);
    }

    static Platform newJdk(String netty) {
        return new Platform(Generation.NEWEST_JDK, netty);
    }

    /** Whether this Netty loses runs that have no holder (netty issue 10896, until 4.1.58). The agent reports these rightly. */
    boolean losesRuns() {
        return netty.equals(OLDEST_NETTY);
    }

    @Override
    public String toString() {
        return (generation == Generation.OLDEST_JDK ? "oldest" : "newest") + " JDK, Netty " + netty;
    }
}
