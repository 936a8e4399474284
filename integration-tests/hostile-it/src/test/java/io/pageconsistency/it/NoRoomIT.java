package io.pageconsistency.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Directories and files that cannot be written. Everywhere the tests can use {@code /proc}, in which no file can be created, and
 * {@code /dev/full}. A read-only root and a full disk are real ones if Linux lets a user create a name space. Otherwise those tests
 * are skipped.
 */
@Tag("ends")
class NoRoomIT {
    private static final int MISCONFIGURED = 78;
    private static final int HALTED = 70;
    private static final String FAULT = "names=run-freed-twice";

    /** Makes everything read-only except a small file system in memory at {@code /mnt}. */
    private static final String READ_ONLY = "mount -t tmpfs -o size=8m none /mnt && mount -o remount,ro,bind / || exit 99; "
            + "for m in $(awk '{print $5}' /proc/self/mountinfo | grep -v -E '^/(proc|sys|dev|mnt)?($|/)'); do "
            + "mount -o remount,ro,bind $m || exit 99; done; exec \"$@\"";

    /** A disk at {@code /mnt} with little more room than its own tables need. */
    private static final String SMALL_DISK = "mount -t tmpfs -o size=64k none /mnt || exit 99; exec \"$@\"";

    /** A disk with enough room for a recorder to begin, but not necessarily to end. */
    private static final String LARGER_DISK = SMALL_DISK.replace("64k", "1m");

    private static Launch in(String nameSpace, Jdk jdk) {
        String[] command = {"unshare", "--user", "--map-root-user", "--mount", "sh", "-c", nameSpace, "sh"};
        assumeTrue(works(command), "no name spaces for users here");
        return Launch.of(jdk).startedBy(command);
    }

    private static boolean works(String... command) {
        String[] probe = Arrays.copyOf(command, command.length + 1);
        probe[command.length] = "true";
        return Child.works(List.of(probe));
    }

    private static void found(Finished run) {
        run.exits(0).missedNothing().outcome("violations", 2).outcome("followUps", 2);
        assertThat(run.blocks()).as("one fault, on and off the heap").hasSize(1);
        assertThat(Verdict.covers(run)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/proc", "/proc/missing"})
    void checksWithoutATemporaryDirectory(String directory) {
        for (Platform jdk : Launch.jdks().toList()) {
            found(Launch.of(jdk).with("-Djava.io.tmpdir=" + directory).agent().workload("Scenarios", FAULT));
        }
    }

    /** The recorder needs that directory. So there is a message in place of the recording, and all else works. */
    @ParameterizedTest
    @MethodSource(Launch.BOTH_JDKS)
    void withoutATemporaryDirectoryThereIsNoRecording(Platform jdk) {
        Finished run = Launch.of(jdk).with("-Djava.io.tmpdir=/proc").recorded("").workload("Scenarios", FAULT);
        found(run);
        assertThat(run.agentLines()).as(run.toString()).anyMatch(line -> line.contains("/recording.jfr has no effect: "));
    }

    @ParameterizedTest
    @MethodSource(Launch.BOTH_JDKS)
    void checksOnAReadOnlyFileSystem(Platform jdk) {
        found(in(READ_ONLY, jdk.jdk()).agent().workload("Scenarios", FAULT));
        Finished run = in(READ_ONLY, jdk.jdk()).with("-Djava.io.tmpdir=/mnt").agent("recording=/mnt/recording.jfr,findings=/mnt/f")
                .workload("Scenarios", FAULT);
        found(run);
        assertThat(run.agentLines()).as(run.toString()).noneMatch(line -> line.contains("no effect") || line.contains("missing"));
    }

    /** The error must come at the start, not when a file is written. */
    @ParameterizedTest
    @ValueSource(strings = {"recording", "findings"})
    void filesThatCannotBeWrittenAreRefusedAtTheStart(String option) {
        for (Platform jdk : Launch.jdks().toList()) {
            refused(Launch.of(jdk).agent(option + "=/proc/file").workload("CountedLoad"), option, "/proc/file");
            Launch readOnly = in(READ_ONLY, jdk.jdk()).with("-Djava.io.tmpdir=/mnt");
            refused(readOnly.agent(option + "=DIR/file").workload("CountedLoad"), option, "Read-only file system");
        }
    }

    private static void refused(Finished run, String option, String reason) {
        run.exits(MISCONFIGURED);
        assertThat(run.out()).isEmpty();
        assertThat(run.agentLines()).as(run.toString()).singleElement().asString()
                .startsWith("option '" + option + "' cannot be '").contains(reason, "allowed: a file in a directory that exists");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/dev/full", "/dev/zero"})
    void optionsWithoutEndAreRefused(String device) {
        assumeTrue(new File(device).exists());
        Finished run = Launch.of(Launch.oldest()).agent("config=" + device).workload("CountedLoad").exits(MISCONFIGURED);
        assertThat(run.agentLines()).as(run.toString()).singleElement().asString().startsWith("option 'config' cannot be '" + device);
    }

    /** Findings are missing only in the file that cannot be written, and a message says so. */
    @ParameterizedTest
    @MethodSource(Launch.BOTH_JDKS)
    void aFullDiskCostsOnlyTheFilesOnIt(Platform jdk) {
        assumeTrue(new File("/dev/full").exists());
        Finished run = Launch.of(jdk).agent("findings=/dev/full,recording=/dev/full").workload("Scenarios", FAULT);
        found(run);
        assertThat(run.agentLines()).as(run.toString())
                .filteredOn(line -> line.startsWith("findings are missing in the file: ")).hasSize(1);
        // The recorder's own message.
        assertThat(run.out()).as(run.toString()).anyMatch(line -> line.contains("Unable to complete I/O operation when dumping"));
    }

    @ParameterizedTest
    @MethodSource(Launch.BOTH_JDKS)
    void aDiskThatIsReallyFullWhenTheRecordingIsWritten(Platform jdk) {
        Finished run = in(SMALL_DISK, jdk.jdk()).agent("recording=/mnt/recording.jfr").workload("Scenarios", FAULT);
        found(run);
        assertThat(run.out()).as(run.toString()).anyMatch(line -> line.contains("Unable to complete I/O operation when dumping"));
    }

    /** The recorder ends a virtual machine without disk space with its own status. So the agent must not ask it to write. */
    @ParameterizedTest
    @MethodSource(Launch.BOTH_JDKS)
    void aHaltOnAFullDiskIsInTimeAndHasItsStatus(Platform jdk) {
        long start = System.nanoTime();
        Finished run = in(LARGER_DISK, jdk.jdk()).with("-Djava.io.tmpdir=/mnt")
                .agent("on-violation=halt,recording=/mnt/recording.jfr,findings=/mnt/findings").workload("Halts", "how=free")
                .exits(HALTED);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMinutes(2));
        assertThat(run.agentLines()).as(run.toString()).contains("halting because of DOUBLE_FREE #1, with status 70")
                .anyMatch(line -> line.startsWith("recordings are not written: "));
        assertThat(run.blocks()).hasSize(1);
    }

    /** The behaviour of the recorder is the same without the agent: it ends a virtual machine whose disk is full. */
    @Test
    void theRecorderOnAFullDiskEndsTheMachineWithOrWithoutTheAgent() {
        Finished without = in(SMALL_DISK, Launch.newest()).with("-Djava.io.tmpdir=/mnt", "-XX:StartFlightRecording")
                .classPath(Launch.programs().toString(), Launch.jars("netty")).run("org.example.Service");
        Finished with = in(SMALL_DISK, Launch.newest()).with("-Djava.io.tmpdir=/mnt")
                .agent("recording=/mnt/recording.jfr").workload("Scenarios", FAULT);
        assertThat(without.exit()).as(without.toString()).isNotZero();
        assertThat(with.exit()).as(with.toString()).isEqualTo(without.exit());
    }
}
