package io.pageconsistency.cli.replay;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import io.pageconsistency.Quoting;
import io.pageconsistency.recording.event.Frame;
import io.pageconsistency.recording.replay.Divergence;
import io.pageconsistency.recording.replay.Party;
import io.pageconsistency.recording.replay.Replayed;

/** The result of a replay as text for a terminal, in the layout of reports. */
final class ReplayText {
    private static final int FRAMES = 20;

    private final List<String> lines = new ArrayList<>();

    private ReplayText() {
    }

    static List<String> lines(Replayed replayed) {
        ReplayText text = new ReplayText();
        if (!replayed.events().isEmpty()) {
            text.add(headline(replayed));
        }
        if (replayed.divergence() != null) {
            text.divergence(replayed.divergence());
        }
        replayed.limits().forEach(limit -> text.add("  not shown     " + limit));
        return text.lines;
    }

    private static String headline(Replayed replayed) {
        String counts = String.format(Locale.ROOT, "%,d operations replayed%s, of the events of %s: ", replayed.operations(),
                replayed.leftOut() == 0 ? "" : String.format(Locale.ROOT, " and %,d left out", replayed.leftOut()),
                String.join(" and ", replayed.events()));
        return counts + (replayed.divergence() != null ? "the last one contradicts the record"
                : replayed.operations() == 0 ? "nothing was checked" : "nothing contradicts the record");
    }

    private void add(String line) {
        lines.add(Quoting.plain(line));
    }

    private void divergence(Divergence found) {
        add(found.kind() + ": " + found.summary());
        add("  memory        " + found.memory());
        add("  finding       " + found.explanation());
        add("  operation     " + found.operation() + ", " + found.guilty().when() + (found.reported() == 0 ? ""
                : ", which the agent reported as #" + found.reported()));
        party("thread", found.guilty(), "");
        party("freed by", found.freedBy(), earlier(found.freedBy(), found.guilty()));
        party("allocated by", found.allocatedBy(), earlier(found.allocatedBy(), found.guilty()));
    }

    private static String earlier(Party party, Party than) {
        if (party == null) {
            return "";
        }
        long millis = Duration.between(party.when(), than.when()).toMillis();
        return millis < 1 ? ", less than 1 ms earlier" : ", " + millis + " ms earlier";
    }

    private void party(String role, Party party, String when) {
        if (party == null) {
            return;
        }
        add(String.format(Locale.ROOT, "  %-13s \"%s\"%s", role, party.thread(), when));
        party.stack().stream().limit(FRAMES).map(Frame::toString).forEach(frame -> add("      at " + frame));
        if (party.stack().size() > FRAMES) {
            add("      ... " + (party.stack().size() - FRAMES) + " more");
        }
    }
}
