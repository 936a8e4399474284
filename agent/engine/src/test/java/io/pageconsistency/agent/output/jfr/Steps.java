package io.pageconsistency.agent.output.jfr;

import java.nio.file.Path;
import java.util.List;

import io.pageconsistency.agent.instrument.ModuleStatus;
import io.pageconsistency.ledger.Ledger;
import io.pageconsistency.region.Geometry;
import io.pageconsistency.region.Region;

/** A program that takes its steps from the command line. It uses JFR only if a step needs it. */
final class Steps {
    private static final Ledger LEDGER = new Ledger();
    private static final Object OWNER = new Object();

    private Steps() {
    }

    public static void main(String[] steps) throws Exception {
        for (String step : steps) {
            String value = step.contains("=") ? step.substring(step.indexOf('=') + 1) : null;
            switch (step.contains("=") ? step.substring(0, step.indexOf('=')) : step) {
                case "install" -> install(value);
                case "violate" -> violate();
                case "record" -> Jfr.record(value);
                default -> throw new IllegalArgumentException(step);
            }
        }
        if (ModuleLayer.boot().findModule("jdk.jfr").isPresent()) {
            System.out.println("initialised: " + Jfr.isInitialised());
        }
        System.out.println("violations: " + LEDGER.reports().violations() + ", swallowed: "
                + LEDGER.reports().swallowedErrors());
    }

    private static List<ModuleStatus> statuses() {
        return List.of(new ModuleStatus("netty-pooled", "", 4, 4, true, null));
    }

    private static void install(String file) {
        JfrOutput.install(LEDGER, Steps::statuses, () -> AgentStatusTest.UNGUARDED, Steps::notice);
        if (file != null) {
            JfrOutput.record(file, Steps::notice);
        }
    }

    private static void notice(String line) {
        System.out.println("notice: " + line);
    }

    private static void violate() {
        Region region = LEDGER.open("netty-pooled", OWNER, new Geometry(0x10000000L, 0, 4 << 20, 8192, true), true);
        LEDGER.release(region, 1, 1);
    }

    private static final class Jfr {
        static boolean isInitialised() {
            return jdk.jfr.FlightRecorder.isInitialized();
        }

        static void record(String file) throws Exception {
            jdk.jfr.Recording recording = new jdk.jfr.Recording();
            recording.setDestination(Path.of(file));
            recording.setDumpOnExit(true);
            recording.start();
        }
    }
}
