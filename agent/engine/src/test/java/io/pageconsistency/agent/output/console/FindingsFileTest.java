package io.pageconsistency.agent.output.console;

import static io.pageconsistency.agent.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.pageconsistency.Extent;
import io.pageconsistency.Operation;
import io.pageconsistency.Party;
import io.pageconsistency.PastTransfer;
import io.pageconsistency.Violation;
import io.pageconsistency.ViolationKind;
import io.pageconsistency.agent.options.OutputFile;
import io.pageconsistency.background.Time;
import io.pageconsistency.background.Waiting;
import io.pageconsistency.ledger.Ledger;
import io.pageconsistency.report.Incident;
import io.pageconsistency.report.PoolClasses;

class FindingsFileTest {
    private static final long LONG_ENOUGH = 120_000;
    private static final long MUCH = 1 << 20;

    private final List<String> notices = Collections.synchronizedList(new ArrayList<>());

    private static Violation violation(int sequence, int cause, Extent extent, String explanation, Party party) {
        return new Violation(Incident.of(ViolationKind.DOUBLE_FREE, Operation.TAKE_BACK).in("test", 7, "a region").at(extent)
                .followingFrom(cause).withExplanation(explanation).withAllocatedBy(party), sequence, PoolClasses.unknown());
    }

    @Test
    void appendsALineForEachFinding(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("findings.jsonl");
        Files.writeString(file, "{}\n");
        FindingsFile findings = FindingsFile.open(OutputFile.of(file.toString()), List::of, notices::add);
        findings.violation(violation(1, 0, new Extent(4, 2, Extent.NO_SLOT, 0xfff0_0000_0000_0000L, 16_384), "why", new Party()));
        findings.violation(violation(2, 1, new Extent(4, 1, 3, 0, 1_024), "a \"b\" \\ \n \u2028 \ud800 \u00e4", null));
        assertThat(findings.flush(LONG_ENOUGH)).isTrue();

        List<String> lines = Files.readAllLines(file);
        assertThat(lines).hasSize(3);
        assertThat(lines.get(0)).isEqualTo("{}");
        assertThat(lines.get(1)).matches("\\{\"time\":\"[^\"]+Z\",\"kind\":\"DOUBLE_FREE\",\"sequence\":1,\"cause\":1,"
                + "\"counted\":true,\"fingerprint\":null,\"repeat\":0,\"operation\":\"take back\",\"allocator\":\"test\",\"regionId\":7,\"region\":\"a region\","
                + "\"page\":4,\"pageCount\":2,\"address\":\"0xfff0000000000000\",\"length\":16384,\"explanation\":\"why\","
                + "\"thread\":\"[^\"]+\",\"stack\":\\[\"[^]]+\"],\"allocatedBy\":\\{\"time\":\"[^\"]+Z\",\"thread\":\"[^\"]+\","
                + "\"stack\":\\[\"[^]]+\"]}}");
        assertThat(lines.get(2)).contains("\"sequence\":2,\"cause\":1,\"counted\":false", "\"slot\":3,\"address\":null",
                "\"explanation\":\"a \\\"b\\\" \\\\ \\u000a \\u2028 \\ud800 \u00e4\"");
        assertThat(notices).isEmpty();
    }

    @Test
    void aSuspectIsMarkedAndTellsWhoElseHadTheMemory(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("findings.jsonl");
        FindingsFile findings = FindingsFile.open(OutputFile.of(file.toString()), List::of, notices::add);
        findings.violation(new Violation(Incident.of(ViolationKind.STALE_FREE, Operation.TAKE_BACK).in("test", 7, "a region")
                .at(new Extent(4, 2, Extent.NO_SLOT, 0, 16_384))
                .withEarlier(List.of(new PastTransfer(Operation.HAND_OUT, new Party()))).suspected(), 1, PoolClasses.unknown()));
        assertThat(findings.flush(LONG_ENOUGH)).isTrue();

        assertThat(Files.readString(file)).contains("\"counted\":false,\"suspect\":true,\"fingerprint\":null,\"repeat\":0,\"operation\":\"take back\"")
                .containsPattern("\"earlier\":\\[\\{\"operation\":\"hand out\",\"party\":\\{\"time\":\"[^\"]+\",\"thread\"")
                .endsWith("]}}]}\n");
    }

    @Test
    void saysOnceThatTheFileCannotBeWritten() {
        FindingsFile findings = new FindingsFile(new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("no room");
            }
        }, null, 10, MUCH, new RepeatedFindings(List::of), notices::add, Time.OF_THE_MACHINE);
        findings.startWriter();
        for (int i = 1; i < 4; i++) {
            findings.violation(violation(i, 0, new Extent(1, 1, Extent.NO_SLOT, 0, 1), "why", null));
        }
        assertThat(findings.flush(LONG_ENOUGH)).isTrue();
        await().untilAsserted(() -> assertThat(notices)
                .containsExactly("findings are missing in the file: java.io.IOException: no room"));
    }

    /** As with an exhausted heap: the first notice fails, and the next failure is reported. */
    @Test
    void goesOnWhereItCannotEvenBeSaid() {
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        int[] left = {2};
        FindingsFile findings = new FindingsFile(new OutputStream() {
            @Override
            public void write(int b) {
                throw new AssertionError("written at once");
            }

            @Override
            public void write(byte[] bytes) throws IOException {
                if (left[0] != 0) {
                    throw new OutOfMemoryError("provoked");
                }
                written.write(bytes);
            }
        }, null, 10, MUCH, new RepeatedFindings(List::of), notice -> {
            if (--left[0] != 0) {
                throw new OutOfMemoryError("provoked");
            }
            notices.add(notice);
        }, Time.OF_THE_MACHINE);
        findings.startWriter();
        for (int i = 1; i < 4; i++) {
            findings.violation(violation(i, 0, new Extent(1, 1, Extent.NO_SLOT, 0, 1), "why", null));
        }
        assertThat(findings.flush(LONG_ENOUGH)).isTrue();
        assertThat(notices).containsExactly("findings are missing in the file: java.lang.OutOfMemoryError: provoked");
        assertThat(written.toString(StandardCharsets.UTF_8)).contains("\"sequence\":3").doesNotContain("\"sequence\":2");
    }

    @Test
    void neverWaitsForRoom() {
        FindingsFile findings = new FindingsFile(OutputStream.nullOutputStream(), null, 2, MUCH, new RepeatedFindings(List::of), notices::add, Time.OF_THE_MACHINE);
        for (int i = 1; i < 5; i++) {
            findings.violation(violation(i, 0, new Extent(1, 1, Extent.NO_SLOT, 0, 1), "why", null));
        }
        assertThat(notices).containsExactly("findings are missing in the file: it could not be written in time");
    }

    /** The virtual machine may end right after the method, for example by a halt. */
    @Test
    void whoIsGuiltyGoesOnWhenItIsWritten(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("findings.jsonl");
        FindingsFile findings = FindingsFile.open(OutputFile.of(file.toString()), List::of, notices::add);
        Thread.currentThread().interrupt();

        findings.violation(violation(1, 0, new Extent(1, 1, Extent.NO_SLOT, 0, 1), "why", null));

        assertThat(Thread.interrupted()).as("as before").isTrue();
        assertThat(Files.readString(file)).contains("\"sequence\":1").endsWith("}\n");
    }

    /** If each violation waited, this would take minutes. */
    @Test
    @Timeout(150)
    void aFileThatHangsIsWaitedForOnce() {
        CountDownLatch release = new CountDownLatch(1);
        FindingsFile findings = new FindingsFile(new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                Waiting.until(release, LONG_ENOUGH);
            }
        }, null, 1_000, MUCH, new RepeatedFindings(List::of), notices::add, Time.OF_THE_MACHINE);
        findings.startWriter();
        for (int i = 1; i < 400; i++) {
            findings.violation(violation(i, 0, new Extent(1, 1, Extent.NO_SLOT, 0, 1), "why", null));
        }
        release.countDown();
        assertThat(findings.flush(LONG_ENOUGH)).isTrue();
    }

    /** The line was cut by a program that was killed, or by a full disk. */
    @Test
    void aLineThatWasCutIsNotContinued(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("findings.jsonl");
        Files.writeString(file, "{\"time\":\"20");
        FindingsFile findings = FindingsFile.open(OutputFile.of(file.toString()), List::of, notices::add);
        findings.violation(violation(1, 0, new Extent(1, 1, Extent.NO_SLOT, 0, 1), "why", null));
        findings.violation(violation(2, 0, new Extent(1, 1, Extent.NO_SLOT, 0, 1), "why", null));
        assertThat(findings.flush(LONG_ENOUGH)).isTrue();

        assertThat(Files.readAllLines(file)).hasSize(3).element(0).isEqualTo("{\"time\":\"20");
    }

    @Test
    void aLineThatTheDiskCutIsNotContinued(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("findings.jsonl");
        int[] writes = {0};
        try (OutputStream disk = new FileOutputStream(file.toFile(), true)) {
            FindingsFile findings = new FindingsFile(new OutputStream() {
                @Override
                public void write(int b) {
                    throw new AssertionError("written at once");
                }

                @Override
                public void write(byte[] bytes) throws IOException {
                    if (writes[0]++ == 1) {
                        disk.write(bytes, 0, 9);
                        throw new IOException("no room");
                    }
                    disk.write(bytes);
                }
            }, file, 10, MUCH, new RepeatedFindings(List::of), notices::add, Time.OF_THE_MACHINE);
            findings.startWriter();
            for (int i = 1; i < 4; i++) {
                findings.violation(violation(i, 0, new Extent(1, 1, Extent.NO_SLOT, 0, 1), "why", null));
            }
            assertThat(findings.flush(LONG_ENOUGH)).isTrue();
        }

        assertThat(Files.readAllLines(file)).hasSize(4).satisfiesExactly(first -> assertThat(first).contains("\"sequence\":1"),
                cut -> assertThat(cut).hasSize(9), third -> assertThat(third).contains("\"sequence\":3").endsWith("}"),
                count -> assertThat(count).matches("\\{\"time\":\"[^\"]+Z\",\"missing\":1}"));
    }

    @Test
    void whatIsMoreThanOneRunMayWriteIsCounted(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("findings.jsonl");
        try (OutputStream out = new FileOutputStream(file.toFile(), true)) {
            FindingsFile findings = new FindingsFile(out, file, 10, 1, new RepeatedFindings(List::of), notices::add, Time.OF_THE_MACHINE);
            findings.startWriter();
            for (int i = 1; i < 6; i++) {
                findings.violation(violation(i, 0, new Extent(1, 1, Extent.NO_SLOT, 0, 1), "why", null));
            }
            assertThat(findings.flush(LONG_ENOUGH)).isTrue();
            assertThat(findings.flush(LONG_ENOUGH)).isTrue();
        }

        assertThat(Files.readAllLines(file)).hasSize(2).last().asString().endsWith("\"missing\":4}");
        assertThat(notices).singleElement().asString().startsWith("findings are missing in the file from here on: ");
    }

    @Test
    void aFaultInALoopDoesNotFillTheFile(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("findings.jsonl");
        Ledger ledger = new Ledger();
        FindingsFile findings = FindingsFile.open(OutputFile.of(file.toString()), () -> ledger.reports().faults().all(), notices::add);
        ledger.reports().add(findings);
        for (int i = 0; i < 12_345; i++) {
            ledger.report(Incident.of(ViolationKind.DOUBLE_FREE, Operation.TAKE_BACK).in("test", 7, "a region"));
        }
        assertThat(findings.flush(LONG_ENOUGH)).isTrue();
        assertThat(findings.flush(LONG_ENOUGH)).isTrue();

        List<String> lines = Files.readAllLines(file);
        String fingerprint = ledger.reports().faults().all().get(0).fingerprint().toString();
        assertThat(lines).filteredOn(line -> line.contains("\"sequence\"")).hasSize(RepeatedFindings.WHOLE + 3)
                .allMatch(line -> line.contains("\"fingerprint\":\"" + fingerprint + "\",\"repeat\":"));
        assertThat(lines).filteredOn(line -> line.contains("\"seen\"")).singleElement().asString()
                .contains("\"fingerprint\":\"" + fingerprint + "\",\"kind\":\"DOUBLE_FREE\",\"first\":1,\"seen\":12345}");
        assertThat(notices).isEmpty();
    }
}
