package io.pageconsistency.agent.report;

import static io.pageconsistency.agent.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.pageconsistency.Extent;
import io.pageconsistency.Operation;
import io.pageconsistency.Party;
import io.pageconsistency.PastCrossing;
import io.pageconsistency.Violation;
import io.pageconsistency.ViolationKind;
import io.pageconsistency.ledger.Incident;
import io.pageconsistency.ledger.PoolClasses;

class FindingsFileTest {
    private static final long LONG_ENOUGH = 120_000;

    private final List<String> notices = Collections.synchronizedList(new ArrayList<>());

    private static Violation violation(int sequence, int cause, Extent extent, String explanation, Party party) {
        return new Violation(Incident.of(ViolationKind.DOUBLE_FREE, Operation.TAKE_BACK).in("test", 7, "a region").at(extent)
                .followingFrom(cause).withExplanation(explanation).withAllocatedBy(party), sequence, PoolClasses.unknown());
    }

    @Test
    void appendsALineForEachFinding(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("findings.jsonl");
        Files.writeString(file, "{}\n");
        FindingsFile findings = FindingsFile.open(file, notices::add);
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
        FindingsFile findings = FindingsFile.open(file, notices::add);
        findings.violation(new Violation(Incident.of(ViolationKind.STALE_FREE, Operation.TAKE_BACK).in("test", 7, "a region")
                .at(new Extent(4, 2, Extent.NO_SLOT, 0, 16_384))
                .withEarlier(List.of(new PastCrossing(Operation.HAND_OUT, new Party()))).suspected(), 1, PoolClasses.unknown()));
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
        }, 10, notices::add);
        findings.startWriter();
        for (int i = 1; i < 4; i++) {
            findings.violation(violation(i, 0, new Extent(1, 1, Extent.NO_SLOT, 0, 1), "why", null));
        }
        assertThat(findings.flush(LONG_ENOUGH)).isTrue();
        await().untilAsserted(() -> assertThat(notices)
                .containsExactly("findings are missing in the file: java.io.IOException: no room"));
    }

    /** As where there is no memory: what could not be told the first time is told the next. */
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
        }, 10, notice -> {
            if (--left[0] != 0) {
                throw new OutOfMemoryError("provoked");
            }
            notices.add(notice);
        });
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
        FindingsFile findings = new FindingsFile(OutputStream.nullOutputStream(), 2, notices::add);
        for (int i = 1; i < 5; i++) {
            findings.violation(violation(i, 0, new Extent(1, 1, Extent.NO_SLOT, 0, 1), "why", null));
        }
        assertThat(notices).containsExactly("findings are missing in the file: it did not take them in time");
    }
}
