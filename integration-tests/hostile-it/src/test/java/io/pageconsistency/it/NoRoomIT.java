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
 * No place to write to. What can be had everywhere is used for it: {@code /proc}, in which nobody can make a file, and
 * {@code /dev/full}. A read-only root and a full disk are real ones where Linux lets a user make a name space of his own,
 * and those tests are left out where it does not.
 */
@Tag("ends")
class NoRoomIT {
    private static final int MISCONFIGURED = 78;
    private static final int HALTED = 70;
    private static final String FAULT = "names=run-freed-twice";

    /** Everything read only but a small file system in memory at {@code /mnt}. */
    private static final String READ_ONLY = "mount -t tmpfs -o size=8m none /mnt && mount -o remount,ro,bind / || exit 99; "
            + "for m in $(awk '{print $5}' /proc/self/mountinfo | grep -v -E '^/(proc|sys|dev|mnt)?($|/)'); do "
            + "mount -o remount,ro,bind $m || exit 99; done; exec \"$@\"";

    /** A disk at {@code /mnt} with room for little more than its own tables. */
    private static final String SMALL_DISK = "mount -t tmpfs -o size=64k none /mnt || exit 99; exec \"$@\"";

    /** One on which a recorder can begin, and has not the room that it might need to end. */
    private static final String LARGER_DISK = SMALL_DISK.replace("64k", "1m");

    private static Launch in(String nameSpace, Jdk jdk) {
        String[] command = {"unshare", "--user", "--map-root-user", "--mount", "sh", "-c", nameSpace, "sh"};
        assumeTrue(works(command), "no name spaces for users here");
        return Launch.of(jdk).behind(command);
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
    void withoutADirectoryForTemporaryFilesItChecksAsEver(String directory) {
        for (Platform jdk : Launch.jdks().toList()) {
            found(Launch.of(jdk).with("-Djava.io.tmpdir=" + directory).agent().workload("Scenarios", FAULT));
        }
    }

    /** The recorder needs one; so there is no recording, which is said, and everything else. */
    @ParameterizedTest
    @MethodSource(Launch.BOTH_JDKS)
    void withoutADirectoryForTemporaryFilesARecordingIsNotMade(Platform jdk) {
        Finished run = Launch.of(jdk).with("-Djava.io.tmpdir=/proc").recorded("").workload("Scenarios", FAULT);
        found(run);
        assertThat(run.agentLines()).as(run.toString()).anyMatch(line -> line.contains("/recording.jfr has no effect: "));
    }

    @ParameterizedTest
    @MethodSource(Launch.BOTH_JDKS)
    void onAReadOnlyFileSystemItChecksAsEver(Platform jdk) {
        found(in(READ_ONLY, jdk.jdk()).agent().workload("Scenarios", FAULT));
        Finished run = in(READ_ONLY, jdk.jdk()).with("-Djava.io.tmpdir=/mnt").agent("recording=/mnt/recording.jfr,findings=/mnt/f")
                .workload("Scenarios", FAULT);
        found(run);
        assertThat(run.agentLines()).as(run.toString()).noneMatch(line -> line.contains("no effect") || line.contains("missing"));
    }

    /** Not when it is too late. */
    @ParameterizedTest
    @ValueSource(strings = {"recording", "findings"})
    void whatCannotBeWrittenIsRefusedAtTheStart(String option) {
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

    /** The findings are missing where they could not go, which is said, and in no other place. */
    @ParameterizedTest
    @MethodSource(Launch.BOTH_JDKS)
    void aFullDiskTakesNeitherFindingsNorRecordingAndNothingElse(Platform jdk) {
        assumeTrue(new File("/dev/full").exists());
        Finished run = Launch.of(jdk).agent("findings=/dev/full,recording=/dev/full").workload("Scenarios", FAULT);
        found(run);
        assertThat(run.agentLines()).as(run.toString())
                .filteredOn(line -> line.startsWith("findings are missing in the file: ")).hasSize(1);
        // The recorder's own words.
        assertThat(run.out()).as(run.toString()).anyMatch(line -> line.contains("Unable to complete I/O operation when dumping"));
    }

    @ParameterizedTest
    @MethodSource(Launch.BOTH_JDKS)
    void aDiskThatIsReallyFullWhenTheRecordingIsWritten(Platform jdk) {
        Finished run = in(SMALL_DISK, jdk.jdk()).agent("recording=/mnt/recording.jfr").workload("Scenarios", FAULT);
        found(run);
        assertThat(run.out()).as(run.toString()).anyMatch(line -> line.contains("Unable to complete I/O operation when dumping"));
    }

    /** The recorder itself ends a machine that it finds no room in, with a status of its own; so it is not given the occasion. */
    @ParameterizedTest
    @MethodSource(Launch.BOTH_JDKS)
    void aHaltOnAFullDiskHasItsStatusInTime(Platform jdk) {
        long start = System.nanoTime();
        Finished run = in(LARGER_DISK, jdk.jdk()).with("-Djava.io.tmpdir=/mnt")
                .agent("on-violation=halt,recording=/mnt/recording.jfr,findings=/mnt/findings").workload("Halts", "how=free")
                .exits(HALTED);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMinutes(2));
        assertThat(run.agentLines()).as(run.toString()).contains("halting because of DOUBLE_FREE #1, with status 70")
                .anyMatch(line -> line.startsWith("recordings are not written: "));
        assertThat(run.blocks()).hasSize(1);
    }

    /** What only the recorder can be blamed for is the same without the agent: it ends a machine whose disk is full. */
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
