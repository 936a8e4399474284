package io.pageconsistency.agent.output.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import io.pageconsistency.Extent;
import io.pageconsistency.Operation;
import io.pageconsistency.Party;
import io.pageconsistency.PastTransfer;
import io.pageconsistency.Share;
import io.pageconsistency.Violation;
import io.pageconsistency.ViolationKind;
import io.pageconsistency.agent.output.console.elsewhere.Elsewhere;
import io.pageconsistency.report.Incident;
import io.pageconsistency.report.PoolClasses;

class ViolationTextTest {
    private static final String REGION = "region 3, 4194304 bytes at 0x7f0000000000, 512 pages of 8192 bytes,"
            + " owner Chunk@1a2b";
    private static final Extent SLOT = new Extent(12, 1, 5, 0x7f0000018500L, 256);

    private final ViolationText text = new ViolationText(() -> Share.SAMPLED);

    @Test
    void tellsADoubleFreeWithItsParties() throws Exception {
        Party holder = on("worker-2", Party::new);
        Party first = on("worker-1", Party::new);
        Violation violation = on("worker-3", () -> violation(ViolationKind.DOUBLE_FREE, 1, 0, Operation.TAKE_BACK,
                "expected it to be in use, but it has been given back already", holder, first));

        List<String> expected = new ArrayList<>();
        expected.add("DOUBLE_FREE #1: memory was given back a second time");
        expected.add("  memory        slot 5 of the run at page 12, 256 bytes at 0x7f0000018500 (netty-pooled)");
        expected.add("  region        " + REGION);
        expected.add("  finding       expected it to be in use, but it has been given back already");
        expected.add("  thread        \"worker-3\" while it gave memory back (take back)");
        addFrames(expected, violation.stack(), violation);
        expected.add("  freed by      \"worker-1\", " + Elapsed.between(first, violation));
        addFrames(expected, first.stack(), violation);
        expected.add("  allocated by  \"worker-2\", " + Elapsed.between(holder, violation));
        addFrames(expected, holder.stack(), violation);
        expected.add("  event         sequence 1 of io.pageconsistency.Violation, " + violation.when());
        expected.add("  about         docs/kinds/double-free.md, in page-consistency.jar too");
        assertThat(text.block(violation)).containsExactlyElementsOf(expected);
        assertThat(violation.stack()[0].getMethodName()).isEqualTo("violation");
    }

    @Test
    void saysWhoIsNotOnRecordAndHowToHaveThem() {
        Violation violation = violation(ViolationKind.DOUBLE_FREE, Operation.TAKE_BACK);

        assertThat(text.block(violation)).contains(
                "  freed by      no take-back on record (stacks=all records every one)",
                "  allocated by  no hand-out on record (stacks=all records every one)");
        assertThat(new ViolationText(() -> Share.ALL).block(violation))
                .contains("  freed by      no take-back on record", "  allocated by  no hand-out on record");
        assertThat(new ViolationText(() -> Share.OFF).block(violation))
                .contains("  freed by      not recorded (stacks=off)", "  allocated by  not recorded (stacks=off)");
    }

    @Test
    void asksForNobodyWhereNobodyCanHaveBeen() {
        Violation violation = violation(ViolationKind.INVALID_FREE, Operation.TAKE_BACK);

        assertThat(text.block(violation)).noneMatch(line -> line.contains("allocated by") || line.contains("freed by"));
    }

    @Test
    void blamesNobodyForADamagedRecord() {
        Violation violation = violation(ViolationKind.BITMAP_CORRUPTION, Operation.SCAN);

        assertThat(text.block(violation)).contains("  thread        \"" + Thread.currentThread().getName()
                + "\" noticed it, but need not have caused it (scan)");
    }

    @Test
    void saysThatALeakIsNotCounted() {
        Violation violation = violation(ViolationKind.LEAK, Operation.CLOSE);

        assertThat(text.block(violation)).first().isEqualTo("LEAK #1 (not counted): " + ViolationKind.LEAK.summary());
        assertThat(text.block(violation)).contains("  allocated by  no hand-out on record (stacks=all records every one)");
    }

    @Test
    void saysThatASuspectIsOneAndWhoElseHadTheMemory() throws Exception {
        Party before = on("worker-1", Party::new);
        Violation violation = new Violation(Incident.of(ViolationKind.STALE_FREE, Operation.TAKE_BACK)
                .in("pool", 3, REGION).at(SLOT).withSummary("in short")
                .withEarlier(List.of(new PastTransfer(Operation.HAND_OUT, before))).suspected(), 1, PoolClasses.unknown());

        List<String> expected = new ArrayList<>();
        expected.add("  earlier       hand out, \"worker-1\", " + Elapsed.between(before, violation));
        addFrames(expected, before.stack(), violation);
        assertThat(text.block(violation)).first().isEqualTo("STALE_FREE #1 (suspect, not counted): perhaps in short");
        assertThat(text.block(violation)).containsSubsequence(expected);
    }

    /** The refused party and the last one before it may both be innocent. */
    @Test
    void tellsWhoGaveTheMemoryBackBeforeTheOldestFirst() throws Exception {
        Party oldest = on("worker-1", Party::new);
        Party older = on("worker-2", Party::new);
        Party last = on("worker-3", Party::new);
        Violation violation = new Violation(Incident.of(ViolationKind.DOUBLE_FREE, Operation.TAKE_BACK).in("pool", 3, REGION).at(SLOT)
                .withFreedBy(last).withEarlier(List.of(new PastTransfer(Operation.TAKE_BACK, older),
                        new PastTransfer(Operation.HAND_OUT, older), new PastTransfer(Operation.TAKE_BACK, oldest))), 1,
                PoolClasses.unknown());

        List<String> suspects = text.block(violation).stream().filter(line -> line.startsWith("  suspects  ")).toList();
        assertThat(suspects).hasSize(3);
        List<Party> parties = List.of(oldest, older, last);
        for (int i = 0; i < suspects.size(); i++) {
            Party party = parties.get(i);
            StackTraceElement frame = violation.guiltyFrame(party);
            assertThat(suspects.get(i)).isEqualTo("  suspects      gave it back " + Elapsed.between(party, violation) + ", \""
                    + party.thread() + "\"" + (frame == null ? "" : ", at " + frame));
        }
        assertThat(text.block(violation(ViolationKind.DOUBLE_FREE, 1, 0, Operation.TAKE_BACK, "twice", null, last)))
                .noneMatch(line -> line.contains("suspects"));
    }

    @Test
    void asksForNobodyWhereThePoolItselfKeepsTheMemory() {
        Violation violation = violation(ViolationKind.LEAK, Operation.RELEASE);

        assertThat(text.block(violation)).noneMatch(line -> line.contains("allocated by") || line.contains("freed by"));
    }

    @Test
    void tellsAFollowUpInOneLine() throws Exception {
        Violation violation = on("worker-3", () -> violation(ViolationKind.DOUBLE_ALLOC, 4, 1, Operation.HAND_OUT,
                "expected it not to be held, but it is", null, null));

        assertThat(text.followUp(violation)).isEqualTo("DOUBLE_ALLOC #4 follows from #1: expected it not to be held, but"
                + " it is; slot 5 of the run at page 12, 256 bytes at 0x7f0000018500, region 3 (netty-pooled),"
                + " hand out on \"worker-3\"");
    }

    @Test
    void boundsDeepStacks() throws Exception {
        Violation violation = on("deep",
                () -> recurse(100, () -> violation(ViolationKind.INVALID_FREE, Operation.TAKE_BACK)));

        List<String> block = text.block(violation);

        int caller = violation.callerIn(violation.stack());
        assertThat(block.stream().filter(line -> line.startsWith("      at "))).hasSize(23);
        assertThat(block).containsSubsequence("      ... " + (caller - 23) + " more", "   -> at " + violation.stack()[caller]);
    }

    @Test
    void marksWhoCalledThePoolHoweverDeepItIs() throws Exception {
        Violation violation = on("caller", () -> Elsewhere.calls(
                () -> violation(ViolationKind.INVALID_FREE, Operation.TAKE_BACK)));
        Violation deep = on("caller", () -> Elsewhere.calls(
                () -> recurse(100, () -> violation(ViolationKind.INVALID_FREE, Operation.TAKE_BACK))));

        assertThat(text.block(violation)).containsOnlyOnce("   -> at " + violation.stack()[violation.callerIn(violation.stack())]);
        int caller = deep.callerIn(deep.stack());
        assertThat(text.block(deep)).containsSubsequence("      ... " + (caller - 23) + " more",
                "   -> at " + deep.stack()[caller], "      ... " + (deep.stack().length - caller - 1) + " more");
    }

    @ParameterizedTest
    @EnumSource(ViolationKind.class)
    void hasWordsForEveryKindInEveryOperation(ViolationKind kind) {
        for (Operation operation : Operation.values()) {
            Violation violation = violation(kind, operation);
            assertThat(text.block(violation)).allMatch(line -> line.chars().allMatch(c -> c >= ' ' && c < 127))
                    .anyMatch(line -> line.contains("(" + operation.inWords() + ")"));
            assertThat(text.line(violation)).startsWith(kind + " #1").contains(kind.summary());
        }
    }

    @ParameterizedTest
    @CsvSource({"0,less than 1 ms", "1,1 ms", "999,999 ms", "1000,1.0 s", "59999,59.9 s", "60000,1 min 0 s",
            "3599999,59 min 59 s", "3600000,1 h 0 min", "90061000,25 h 1 min"})
    void putsTimesIntoWords(long millis, String words) {
        assertThat(Elapsed.inWords(millis)).isEqualTo(words);
    }

    @Test
    void putsAPartyInOneLine() throws Exception {
        Party party = on("worker-1", Party::new);
        Violation violation = violation(ViolationKind.DOUBLE_FREE, 1, 0, Operation.TAKE_BACK, "expected otherwise",
                null, party);

        String line = PartyText.line(party, violation);

        assertThat(line).startsWith("worker-1, " + Elapsed.between(party, violation) + ": " + party.stack()[0] + " < ")
                .endsWith(" < " + party.stack()[party.stack().length - 1]);
        assertThat(PartyText.line(null, violation)).isNull();
    }

    @Test
    void boundsAPartysLineButShowsMoreThanThePoolsFrames() throws Exception {
        Party party = on("deep", () -> recurse(100, Party::new));
        Violation violation = violation(ViolationKind.DOUBLE_FREE, 1, 0, Operation.TAKE_BACK, "expected otherwise",
                null, party);

        assertThat(PartyText.line(party, violation).split(" < ")).hasSize(24).endsWith(
                (party.stack().length - 23) + " more");
    }

    private static Violation violation(ViolationKind kind, Operation operation) {
        return violation(kind, 1, 0, operation, "expected otherwise", null, null);
    }

    private static Violation violation(ViolationKind kind, int sequence, int cause, Operation operation,
            String explanation, Party allocatedBy, Party freedBy) {
        return new Violation(Incident.of(kind, operation).in("netty-pooled", 3, REGION).at(SLOT).followingFrom(cause)
                .withExplanation(explanation).withAllocatedBy(allocatedBy).withFreedBy(freedBy), sequence, PoolClasses.unknown());
    }

    private static <T> T recurse(int depth, Supplier<T> bottom) {
        return depth > 0 ? recurse(depth - 1, bottom) : bottom.get();
    }

    private static void addFrames(List<String> lines, StackTraceElement[] stack, Violation violation) {
        int caller = violation.callerIn(stack);
        for (int i = 0; i < stack.length; i++) {
            lines.add((i == caller ? "   -> at " : "      at ") + stack[i]);
        }
    }

    private static <T> T on(String thread, Supplier<T> action) throws Exception {
        FutureTask<T> task = new FutureTask<>(action::get);
        new Thread(task, thread).start();
        return task.get();
    }
}
