package io.pageconsistency.cli.report;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

import io.pageconsistency.Quoting;
import io.pageconsistency.agent.output.console.Amounts;
import io.pageconsistency.recording.Fault;
import io.pageconsistency.recording.Fleet;
import io.pageconsistency.recording.JvmRecording;
import io.pageconsistency.recording.PoolHistory;
import io.pageconsistency.recording.Verdict;
import io.pageconsistency.recording.event.Frame;
import io.pageconsistency.recording.finding.EarlierParty;
import io.pageconsistency.recording.finding.Finding;
import io.pageconsistency.recording.finding.HeldPlace;
import io.pageconsistency.recording.finding.HeldSnapshot;

/** A report as text for a terminal. */
final class FleetText {
    private static final int FRAMES = 12;
    private static final int HOLDERS = 5;
    private static final String AT = "        at ";
    private static final String AT_GUILTY = "     -> at ";

    private final List<String> lines = new ArrayList<>();

    private FleetText() {
    }

    /** The line with the verdict. */
    static String headline(Verdict verdict) {
        return switch (verdict.light()) {
            case RED -> "VIOLATION: ";
            case AMBER -> "LOOK: ";
            case GREEN -> "OK: ";
            case OFF -> "UNKNOWN: ";
        } + Quoting.plain(verdict.sentence());
    }

    /** The lines after the verdict. */
    static List<String> lines(Fleet fleet) {
        FleetText text = new FleetText();
        fleet.verdict().notes().forEach(note -> text.add("  note: " + note));
        int number = 0;
        for (Fault fault : fleet.faults()) {
            text.fault(++number, fault);
        }
        fleet.jvms().forEach(text::jvm);
        return text.lines;
    }

    private void add(String line) {
        lines.add(Quoting.plain(line));
    }

    private void fault(int number, Fault fault) {
        Finding first = fault.first();
        lines.add("");
        add(number + ". " + fault.kind() + (fault.isCounted() ? "" : first.suspect() ? " (suspect, not counted)" : " (not counted)")
                + ": " + first.summary());
        add((first.isBlamed() ? "   guilty call  " : "   noticed by   ") + (fault.guilty() == null ? "not on record" : fault.guilty()));
        if (fault.earlier() != null) {
            add((first.earlierGaveBack() ? "   given back   " : "   taken        ") + fault.earlier());
        }
        add("   seen         " + (fault.count() == 1 ? "once" : fault.count() + " times") + ", first at "
                + Instant.ofEpochMilli(first.time()) + ", in "
                + fault.counts().entrySet().stream().map(each -> each.getKey().name() + (each.getValue() == 1 ? "" : " (" + each.getValue() + ")"))
                        .collect(Collectors.joining(", "))
                + (fault.followUps() == 0 ? "" : "; " + Amounts.counted(fault.followUps(), "finding") + " more from the same fault"));
        add("   memory       " + first.memory());
        add("   thread       " + Quoting.quoted(first.thread()));
        stack(first.stack(), fault.guilty());
        party("given back by", first.freedBy(), fault.earlier());
        party("taken by     ", first.allocatedBy(), fault.earlier());
        add("   about        " + (Pages.about(fault.kind()) == null ? "" : Pages.about(fault.kind()) + ", in page-consistency.jar too")
                + (first.fingerprint() == null ? "" : "; fingerprint " + first.fingerprint()));
    }

    private void party(String role, EarlierParty party, Frame marked) {
        if (party != null) {
            add("   " + role + " " + Quoting.quoted(party.thread()) + (party.when().isEmpty() ? "" : ", " + party.when()));
            stack(party.stack(), marked);
        }
    }

    private void stack(List<Frame> frames, Frame marked) {
        int at = marked == null ? -1 : frames.indexOf(marked);
        int shown = Math.max(FRAMES, at + 3);
        for (int i = 0; i < frames.size() && i < shown; i++) {
            add((i == at ? AT_GUILTY : AT) + frames.get(i));
        }
        if (frames.size() > shown) {
            lines.add("        ... " + (frames.size() - shown) + " more");
        }
    }

    private void jvm(JvmRecording jvm) {
        lines.add("");
        JvmRecording.Identity identity = jvm.identity();
        add(jvm.name() + (identity == null ? "" : ", " + identity.program() + ", Java " + identity.java() + ", agent " + identity.agent())
                + (jvm.firstTime() == Long.MAX_VALUE ? "" : ", " + Instant.ofEpochMilli(jvm.firstTime()).truncatedTo(ChronoUnit.SECONDS)
                        + " to " + Instant.ofEpochMilli(jvm.lastTime()).truncatedTo(ChronoUnit.SECONDS)));
        add("   checked      " + jvm.coverage().checked()
                + (jvm.coverage().trackedBytes() < 0 ? "" : "; " + Amounts.bytes(jvm.coverage().trackedBytes()) + " tracked"));
        for (PoolHistory pool : jvm.pools()) {
            PoolHistory.Point last = pool.point(pool.size() - 1);
            add("   pool         " + pool.allocator() + ": " + Amounts.bytes(last.held()) + " held, " + Amounts.bytes(last.reserved())
                    + " claimed, of " + Amounts.bytes(last.capacity()) + " in " + Amounts.counted(last.regions(), "region"));
        }
        if (!jvm.snapshots().isEmpty()) {
            HeldSnapshot last = jvm.snapshots().get(jvm.snapshots().size() - 1);
            last.places().stream().limit(HOLDERS).forEach(this::holder);
        }
    }

    private void holder(HeldPlace place) {
        add("   held         " + Amounts.bytes(place.estimatedBytes()) + " in " + Amounts.counted(place.estimatedPieces(), "piece")
                + (place.ageMillis() < 0 ? "" : ", for up to " + Amounts.time(java.time.Duration.ofMillis(place.ageMillis()))) + ", by "
                + (place.calls().isEmpty() ? "calls that are not on record" : place.calls().get(0)));
    }
}
