package io.pageconsistency.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.FileOutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A virtual machine with the agent: what it says, and with what it ends. */
class StartUpIT {
    private static final int MISCONFIGURED = 78;
    /** Its tag in a class file. */
    private static final int CONSTANT_INTEGER = 3;

    @TempDir
    private File directory;

    private Jvm run(String agentArgument, String... options) throws Exception {
        return Jvm.run(directory, agentArgument, options);
    }

    @Test
    void saysWhatItWatchesAndLeavesTheApplicationAlone() throws Exception {
        Jvm jvm = run("");

        assertThat(jvm.status()).isEqualTo(Application.STATUS);
        assertThat(jvm.out()).containsExactly("at work", "active: true", "swallowed: 0");
        assertThat(jvm.err()).first().asString().isEqualTo("[page-consistency] " + System.getProperty("agent.version")
                + " on Java " + System.getProperty("java.version") + ": watching nothing yet, waiting for netty-pooled;"
                + " violations are reported");
        assertThat(jvm.err().subList(1, jvm.err().size())).containsExactly(
                "[page-consistency] at exit: nothing found, but not everything was checked (no known allocator was used), 0 follow-ups",
                "  not checked   everything: the program used no allocator that the agent knows; pools=<file> describes a pool of"
                        + " your own");
    }

    /** Which is done once, and fails for good where the first who needs it has no stack left. */
    @Test
    void hasTheJdkReadyToReadStacks() throws Exception {
        Jvm jvm = run("", "-Xlog:class+load");

        assertThat(jvm.out()).anyMatch(line -> line.contains(" java.lang.StackTraceElement$HashedModules "));
    }

    @Test
    void startsUnderFullVerification() throws Exception {
        Jvm jvm = run("=stacks=all", "-Xverify:all", "-Xcheck:jni");

        assertThat(jvm.status()).isEqualTo(Application.STATUS);
        assertThat(jvm.err()).anyMatch(line -> line.contains("waiting for netty-pooled"))
                .noneMatch(line -> line.contains("Exception") || line.contains("Error"));
    }

    @Test
    void leavesModulesOut() throws Exception {
        Jvm jvm = run("=disable=netty-pooled", "-Dpageconsistency.stacks=off");

        assertThat(jvm.status()).isEqualTo(Application.STATUS);
        assertThat(jvm.err()).first().asString().contains("watching nothing; disabled: netty-pooled;");
    }

    @ParameterizedTest
    @ValueSource(strings = {"=speed=fast", "=stacks=", "=stacks=all,stacks=all", "=disable=tcmalloc", "=on-violation",
        "=recording=no/such/directory/x.jfr"})
    void refusesWhatItDoesNotUnderstandOnOneLine(String argument) throws Exception {
        Jvm jvm = run(argument);

        assertThat(jvm.status()).isEqualTo(MISCONFIGURED);
        assertThat(jvm.out()).isEmpty();
        assertThat(jvm.err()).singleElement().asString().startsWith("[page-consistency] ").contains("allowed: ");
    }

    /** Which the file system finds out, not the options. */
    @Test
    void refusesARecordingThatCannotBeWritten() throws Exception {
        Jvm jvm = run("=recording=" + "x".repeat(300));

        assertThat(jvm.status()).isEqualTo(MISCONFIGURED);
        assertThat(jvm.out()).isEmpty();
        assertThat(jvm.err()).singleElement().asString().contains("recording", "xxx", "allowed: a file");
    }

    /** Also where the file system finds it out, and the other file was written with it. */
    @ParameterizedTest
    @ValueSource(strings = {"recording", "findings"})
    void namesTheLineOfAFileOfOptionsThatCannotBeFollowed(String option) throws Exception {
        File options = new File(directory, "agent.conf");
        Files.write(options.toPath(), List.of("# ours", "stacks=all", option + "=" + "x".repeat(300)));

        Jvm jvm = run("=config=" + options);

        assertThat(jvm.status()).isEqualTo(MISCONFIGURED);
        assertThat(jvm.err()).singleElement().asString()
                .startsWith("[page-consistency] " + options + ":3: option '" + option + "' cannot be 'xxx").contains("allowed: ");
    }

    @Test
    void refusesAnUnknownSystemProperty() throws Exception {
        Jvm jvm = run("", "-Dpageconsistency.speed=fast");

        assertThat(jvm.status()).isEqualTo(MISCONFIGURED);
        assertThat(jvm.err()).singleElement().asString().contains("'speed'", "-Dpageconsistency.speed=fast", "allowed: ");
    }

    @Test
    void startsOnceOnly() throws Exception {
        Jvm jvm = run("", "-javaagent:" + Jar.FILE);

        assertThat(jvm.status()).isEqualTo(Application.STATUS);
        assertThat(jvm.err()).filteredOn(line -> line.contains("watching")).hasSize(1);
        assertThat(jvm.err()).contains("[page-consistency] not started: an agent is already active in this virtual machine, with"
                + " the same options").noneMatch(line -> line.contains("nothing is checked"));
    }

    /** An application that brings the jar along meets the very types the hooks work with, not others of the same names. */
    @Test
    void itsTypesExistOnceAlsoWithTheJarOnTheClassPath() throws Exception {
        Jvm jvm = run("", "-cp", System.getProperty("application.classes") + File.pathSeparator + Jar.FILE);

        assertThat(jvm.status()).isEqualTo(Application.STATUS);
        assertThat(jvm.out()).contains("active: true");
    }

    /** As in the tests of an application that is compiled against it: there is a class to enter the agent by in both. */
    @Test
    void startsWithTheLedgersJarBeforeItsOwn() throws Exception {
        Jvm jvm = run("", "-cp", System.getProperty("ledger.jar") + File.pathSeparator
                + System.getProperty("application.classes"));

        assertThat(jvm.status()).isEqualTo(Application.STATUS);
        assertThat(jvm.out()).contains("active: true");
    }

    /** Checks and prints all the same. */
    @Test
    void startsWithoutJfr() throws Exception {
        Jvm jvm = run("", "--limit-modules", "java.base,java.instrument");

        assertThat(jvm.status()).isEqualTo(Application.STATUS);
        assertThat(jvm.err()).anyMatch(line -> line.contains("no jdk.jfr"))
                .anyMatch(line -> line.contains("waiting for netty-pooled"));
    }

    /** Whoever loads our classes before us has types of his own, and no agent; which must not look like one that found nothing. */
    @Test
    void whereItCannotStartTheApplicationRunsUnlessItIsStrict() throws Exception {
        String[] loader = {"-cp", System.getProperty("ledger.jar") + File.pathSeparator + System.getProperty("application.classes"),
            "-Djava.system.class.loader=" + EarlyLoader.class.getName()};

        Jvm lenient = run("", loader);
        Jvm strict = run("=stacks=all,strict=true", loader);

        assertThat(lenient.status()).isEqualTo(Application.STATUS);
        assertThat(lenient.out()).contains("active: false");
        assertThat(lenient.err()).last().asString().startsWith("[page-consistency] not started, nothing is checked: ")
                .contains("loaded from the class path before the agent");
        assertThat(strict.status()).isEqualTo(MISCONFIGURED);
        assertThat(strict.out()).isEmpty();
        assertThat(strict.err()).last().isEqualTo("[page-consistency] strict: status 78 because of that");
        assertThat(run("", plus(loader, "-Dpageconsistency.strict=true")).status()).isEqualTo(MISCONFIGURED);
        assertThat(run("=strict=false", plus(loader, "-Dpageconsistency.strict=true")).status()).isEqualTo(Application.STATUS);
    }

    private static String[] plus(String[] options, String one) {
        return Stream.concat(Stream.of(options), Stream.of(one)).toArray(String[]::new);
    }

    /** With a jar whose self-test flips no bit, and so waits in vain for one to be noticed. */
    @Test
    void whereItsSelfTestFailsItSaysSoAndDoesNotStartIfItIsStrict() throws Exception {
        File agent = withoutTheFlippedBit();

        Jvm lenient = Jvm.run(directory, Application.class, List.of("-javaagent:" + agent));
        Jvm strict = Jvm.run(directory, Application.class, List.of("-javaagent:" + agent + "=strict=true"));

        assertThat(lenient.status()).isEqualTo(Application.STATUS);
        assertThat(lenient.err()).contains("[page-consistency] SELF-TEST FAILED, do not trust this agent on this virtual machine:"
                + " BITMAP_CORRUPTION was found 0 times after a flipped bit");
        assertThat(strict.status()).isEqualTo(MISCONFIGURED);
        assertThat(strict.out()).isEmpty();
        assertThat(strict.err()).containsExactly("[page-consistency] strict: the self-test failed: BITMAP_CORRUPTION was found 0 times"
                + " after a flipped bit");
    }

    /** The bit is a constant of the class, which is made a 0. */
    private File withoutTheFlippedBit() throws Exception {
        ByteBuffer constant = ByteBuffer.allocate(1 + Integer.BYTES).put((byte) CONSTANT_INTEGER).putInt(1 << 15);
        File copy = new File(directory, "agent.jar");
        try (ZipOutputStream out = new ZipOutputStream(new FileOutputStream(copy))) {
            for (Map.Entry<String, byte[]> file : Jar.read().entries().entrySet()) {
                byte[] bytes = file.getValue();
                if (file.getKey().equals("io/pageconsistency/ledger/SelfTest.class")) {
                    int at = indexOf(bytes, constant.array());
                    Arrays.fill(bytes, at + 1, at + 1 + Integer.BYTES, (byte) 0);
                }
                out.putNextEntry(new ZipEntry(file.getKey()));
                out.write(bytes);
            }
        }
        return copy;
    }

    private static int indexOf(byte[] all, byte[] part) {
        for (int i = 0; i <= all.length - part.length; i++) {
            if (Arrays.equals(all, i, i + part.length, part, 0, part.length)) {
                return i;
            }
        }
        throw new AssertionError("the self-test has changed");
    }

    @Test
    void aRunInWhichNothingWasCheckedIsAnErrorWhereItMustNotBe() throws Exception {
        Jvm jvm = run("=strict=true");

        assertThat(jvm.status()).isEqualTo(MISCONFIGURED);
        // The application ran, and so did everybody's shutdown hooks.
        assertThat(jvm.out()).contains("at work");
        assertThat(jvm.err()).anyMatch(line -> line.contains("at exit: nothing found, but not everything was checked"));
        assertThat(jvm.err()).last().asString()
                .isEqualTo("[page-consistency] strict: status 78, because no known allocator was used");
    }
}
