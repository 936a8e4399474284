package io.pageconsistency.workloads;

import java.nio.file.Path;

import jdk.jfr.Recording;

/**
 * A program that records itself by the API, as test frameworks do: an agent must not need a command line option for that.
 *
 * <p>Argument {@code file}: where the recording goes.
 */
public final class OwnRecording {
    private OwnRecording() {
    }

    public static void main(String[] args) throws Exception {
        Arguments arguments = new Arguments(args);
        Scenarios.run("run-handed-out-twice");
        System.out.println("RECORDING");
        try (Recording recording = new Recording()) {
            recording.start();
            Scenarios.run("run-freed-twice");
            recording.stop();
            recording.dump(Path.of(arguments.text("file", "own.jfr")));
        }
        new Outcome().print();
    }
}
