package io.pageconsistency.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Path;

/** Recordings of the shop. */
final class ShopRecordings {
    static final String TIMEOUT = "timeout-after-completion";
    static final String SCRATCH = "scratch-freed-twice";

    private ShopRecordings() {
    }

    /** A recording that includes every operation on pages. */
    static Path of(Platform.Generation generation, int orders, String... faults) {
        return run(generation, "-XX:StartFlightRecording:settings=" + System.getProperty("it.settings")
                + ",page-operations=true,filename=FILE", orders, faults);
    }

    /** A recording made with the agent's own option. */
    static Path plain(Platform.Generation generation, int orders, String... faults) {
        return run(generation, null, orders, faults);
    }

    private static Path run(Platform.Generation generation, String option, int orders, String... faults) {
        String[] arguments = new String[faults.length + 1];
        arguments[0] = Integer.toString(orders);
        System.arraycopy(faults, 0, arguments, 1, faults.length);
        Java java = Java.of(generation, "io.pageconsistency.workloads.shop.",
                System.getProperty("it.programs") + File.pathSeparator + System.getProperty("it.demo")).agent("stacks=all");
        Finished run = (option == null ? java.recorded() : java.with(option)).run("Shop", arguments).exits(0);
        assertThat(run.recordingFile()).as(run.toString()).isRegularFile();
        return run.recordingFile();
    }
}
