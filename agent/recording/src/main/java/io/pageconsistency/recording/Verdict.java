package io.pageconsistency.recording;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Recordings in a word.
 *
 * @param sentence why, in one sentence
 * @param notes what else must be known to trust it
 */
public record Verdict(Light light, String sentence, List<String> notes) {
    /** Of a traffic light, and one that is off. */
    public enum Light {
        /** A violation. */
        RED,
        /** No violation, but something that somebody should look at. */
        AMBER,
        /** Something was checked, and nothing was found. */
        GREEN,
        /** Nothing was checked: nothing can be said. */
        OFF
    }

    static Verdict of(Fleet fleet) {
        List<String> notes = new ArrayList<>();
        int blind = 0;
        boolean doubtful = false;
        for (JvmRecording jvm : fleet.jvms()) {
            String doubt = jvm.coverage().doubt();
            if (doubt != null) {
                notes.add(jvm.name() + " " + doubt);
            }
            for (ModuleState module : jvm.coverage().modules()) {
                if (module.refused() != null && jvm.coverage().isChecked()) {
                    notes.add(jvm.name() + " does not cover " + module.module()
                            + (module.where() == null || module.where().isEmpty() ? "" : " in " + module.where()) + ": " + module.refused());
                    doubtful = true;
                }
            }
            if (jvm.coverage().swallowedErrors() > 0) {
                notes.add(jvm.name() + " had " + counted(jvm.coverage().swallowedErrors(), "error") + " inside the agent, which is a defect");
                doubtful = true;
            }
            jvm.problems().forEach(problem -> notes.add(jvm.name() + ": " + problem));
            blind += jvm.coverage().isChecked() ? 0 : 1;
            doubtful |= doubt != null && jvm.coverage().isChecked() || !jvm.problems().isEmpty();
        }
        return of(fleet, notes, blind, doubtful);
    }

    private static Verdict of(Fleet fleet, List<String> notes, int blind, boolean doubtful) {
        List<Fault> violations = fleet.violations();
        List<Fault> others = fleet.faults().stream().filter(fault -> !fault.isCounted()).toList();
        int all = fleet.jvms().size();
        if (!violations.isEmpty()) {
            long count = violations.stream().mapToLong(Fault::count).sum();
            long where = fleet.jvms().stream().filter(jvm -> violations.stream().anyMatch(f -> f.counts().containsKey(jvm))).count();
            return new Verdict(Light.RED, counted(violations.size(), "root cause")
                    + (count == violations.size() ? "" : ", met " + count + " times")
                    + (all == 1 ? "" : ", in " + where + " of " + counted(all, "JVM")) + ": " + kinds(violations), notes);
        }
        if (blind == all) {
            return new Verdict(Light.OFF, "nothing was checked, so nothing can be said", notes);
        }
        if (!others.isEmpty()) {
            return new Verdict(Light.AMBER, "no violation, but " + kinds(others), notes);
        }
        if (blind > 0 || doubtful) {
            return new Verdict(Light.AMBER, "no violation in what was checked"
                    + (blind > 0 ? "; in " + blind + " of " + counted(all, "JVM") + " nothing was" : ", which was not everything"), notes);
        }
        return new Verdict(Light.GREEN, "pools were checked, and no violation was found", notes);
    }

    private static String kinds(List<Fault> faults) {
        Map<String, Integer> kinds = new LinkedHashMap<>();
        faults.forEach(fault -> kinds.merge(fault.kind() + (fault.first().suspect() ? " (suspect)" : ""), 1, Integer::sum));
        List<String> words = new ArrayList<>();
        kinds.forEach((kind, number) -> words.add(number == 1 ? kind : number + " " + kind));
        return String.join(", ", words);
    }

    private static String counted(long number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }
}
