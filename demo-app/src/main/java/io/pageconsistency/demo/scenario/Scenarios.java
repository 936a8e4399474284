package io.pageconsistency.demo.scenario;

import java.util.List;

/** All scenarios in the order of the demo. */
public final class Scenarios {
    private static final List<Scenario> ALL = List.of(new RunFreedTwice(), new SlotFreedTwice(), new RunHandedOutTwice(),
            new ChunkClosedInUse(), new FlippedBit());

    private Scenarios() {
    }

    public static List<Scenario> all() {
        return ALL;
    }

    public static List<String> names() {
        return ALL.stream().map(Scenario::name).toList();
    }

    /** The scenarios with these names, in this order. Throws {@link IllegalArgumentException} for an unknown name. */
    public static List<Scenario> named(List<String> names) {
        return names.stream().map(Scenarios::named).toList();
    }

    private static Scenario named(String name) {
        return ALL.stream().filter(s -> s.name().equals(name)).findFirst().orElseThrow(() -> new IllegalArgumentException(
                "there is no scenario '" + name + "'; there are " + String.join(", ", names())));
    }
}
