package io.pageconsistency.workloads;

import java.nio.file.Path;

import jdk.jfr.Recording;

/**
 * A program that records itself through the API, as test frameworks do. That must work without a command line option for the agent.
 *
 * <p>Argument {@code file}: the file of the recording.
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
