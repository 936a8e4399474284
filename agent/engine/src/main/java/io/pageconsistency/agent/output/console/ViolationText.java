package io.pageconsistency.agent.output.console;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

import io.pageconsistency.LabelledParty;
import io.pageconsistency.Operation;
import io.pageconsistency.Party;
import io.pageconsistency.PastTransfer;
import io.pageconsistency.Quoting;
import io.pageconsistency.Share;
import io.pageconsistency.Violation;
import io.pageconsistency.ViolationKind;

/**
 * Formats violations: what happened to which memory, the guilty party and the earlier ones.
 *
 * <p>Thread-safe. Takes tens of microseconds, because it turns recorded stacks into frames.
 */
final class ViolationText {
    private static final int FRAMES = 24;
    private static final int LABEL = 14;
    private static final String AT = "      at ";
    private static final String AT_CALLER = "   -> at ";

    private final Supplier<Share> stacks;

    /** @param stacks the share of transfers whose stacks are recorded, to explain why one is missing */
    ViolationText(Supplier<Share> stacks) {
        this.stacks = stacks;
    }

    /** The complete text of a root cause. */
    List<String> block(Violation violation) {
        List<String> lines = new ArrayList<>();
        lines.add(headline(violation));
        lines.add(labelled("memory", violation.extent() + " (" + violation.allocator() + ")"));
        lines.add(labelled("region", violation.region()));
        lines.add(labelled("finding", violation.explanation()));
        lines.add(labelled("thread", Quoting.quoted(violation.thread()) + " " + doing(violation)));
        addFrames(lines, violation.stack(), violation);
        addParties(lines, violation);
        Suspects.of(violation).forEach(suspect -> lines.add(labelled("suspects", suspect)));
        lines.add(labelled("event", "sequence " + violation.sequence() + " of io.pageconsistency.Violation, "
                + violation.when() + (violation.fingerprint() == null ? "" : ", fingerprint " + violation.fingerprint())));
        lines.add(labelled("about", KindPage.of(violation.kind()) + ", in page-consistency.jar too"));
        return lines;
    }

    /** One line about a root cause. */
    String line(Violation violation) {
        return headline(violation) + "; " + place(violation);
    }

    /** One line about a fault that occurred before. */
    String repeated(Violation violation) {
        return violation.kind() + " #" + violation.first() + " seen " + times(violation.repeat());
    }

    /** How often a fault occurred after the first time. */
    static String times(long more) {
        return String.format(Locale.ROOT, more == 1 ? "%,d time more" : "%,d times more", more);
    }

    /** One line about a follow-up. */
    String followUp(Violation violation) {
        return violation.kind() + " #" + violation.sequence() + " follows from #" + violation.cause() + ": "
                + violation.explanation() + "; " + place(violation);
    }

    private static String headline(Violation violation) {
        return violation.kind() + " #" + violation.sequence()
                + (violation.isFollowUp() ? " (follows from #" + violation.cause() + ")" : violation.isSuspect() ? " (suspect, not counted)" : violation.kind().counted() ? "" : " (not counted)") + ": "
                + (violation.isSuspect() ? "perhaps " : "") + violation.summary()
                + (violation.isRefusedByLibrary() ? ", and the library refused it" : "");
    }

    private static String place(Violation violation) {
        return violation.extent() + ", region " + violation.regionId() + " (" + violation.allocator() + "), "
                + violation.operation().inWords() + " on " + Quoting.quoted(violation.thread());
    }

    private static String doing(Violation violation) {
        if (violation.kind() == ViolationKind.BITMAP_CORRUPTION || violation.kind() == ViolationKind.WRITE_AFTER_FREE) {
            return "noticed it, but need not have caused it (" + violation.operation().inWords() + ")";
        }
        if (violation.kind() == ViolationKind.LEAK) {
            return "noticed it, but did not cause it (" + violation.operation().inWords() + ")";
        }
        return switch (violation.operation()) {
            case RESERVE -> "while the allocator claimed memory (reserve)";
            case RELEASE -> "while the allocator freed the run (free run)";
            case HAND_OUT -> "while it was given memory (hand out)";
            case TAKE_BACK -> "while it gave memory back (take back)";
            case USE -> "while it used memory (use)";
            case CLOSE -> "while it closed the region (close)";
            case SCAN -> "while it checked the record (scan)";
        };
    }

    /** Whether a finding is about memory that has a holder. Blocks of native memory have no recorded holders. */
    private static boolean concernsHolder(Violation violation) {
        if (violation.regionId() == 0 && !violation.isRefusedByLibrary()) {
            return false;
        }
        return switch (violation.kind()) {
            case INVALID_FREE, BITMAP_CORRUPTION, METADATA_MISMATCH -> false;
            // Leaked by the pool: memory that it reserves without a holder.
            case LEAK -> violation.operation() != Operation.RELEASE;
            default -> true;
        };
    }

    /**
     * The most important party comes first: for a double free or a use after free the one that freed the memory first, otherwise
     * the holder.
     */
    private void addParties(List<String> lines, Violation violation) {
        ViolationKind kind = violation.kind();
        if (kind == ViolationKind.DOUBLE_FREE || kind == ViolationKind.USE_AFTER_FREE || kind == ViolationKind.WRITE_AFTER_FREE) {
            boolean recorded = concernsHolder(violation);
            addParty(lines, "freed by", violation.freedBy(), recorded ? missing("take-back") : null, violation);
            addParty(lines, "allocated by", violation.allocatedBy(), recorded ? missing("hand-out") : null, violation);
        } else {
            addParty(lines, "allocated by", violation.allocatedBy(),
                    concernsHolder(violation) ? missing("hand-out") : null, violation);
            addParty(lines, "freed by", violation.freedBy(), kind == ViolationKind.STALE_FREE ? missing("take-back") : null,
                    violation);
        }
        for (LabelledParty party : violation.parties()) {
            addParty(lines, party.label(), party.party(), null, violation);
        }
        for (PastTransfer earlier : violation.earlierTransfers()) {
            Party party = earlier.party();
            lines.add(labelled("earlier", earlier.operation().inWords() + ", " + Quoting.quoted(party.thread()) + ", "
                    + Elapsed.between(party, violation)));
            addFrames(lines, party.stack(), violation);
        }
    }

    /** @param otherwise the text if there is no party; null for none */
    private static void addParty(List<String> lines, String role, Party party, String otherwise, Violation violation) {
        if (party != null) {
            lines.add(labelled(role, Quoting.quoted(party.thread()) + ", " + Elapsed.between(party, violation)));
            addFrames(lines, party.stack(), violation);
        } else if (otherwise != null) {
            lines.add(labelled(role, otherwise));
        }
    }

    private String missing(String what) {
        return switch (stacks.get()) {
            case SAMPLED -> "no " + what + " on record (stacks=all records every one)";
            case ALL -> "no " + what + " on record";
            case OFF -> "not recorded (stacks=off)";
        };
    }

    private static void addFrames(List<String> lines, StackTraceElement[] frames, Violation violation) {
        if (frames.length == 0) {
            lines.add("      (no stack was kept)");
        }
        int shown = frames.length <= FRAMES ? frames.length : FRAMES - 1;
        int caller = violation.callerIn(frames);
        for (int i = 0; i < shown; i++) {
            lines.add((i == caller ? AT_CALLER : AT) + frames[i]);
        }
        if (caller >= shown) {
            addMore(lines, caller - shown);
            lines.add(AT_CALLER + frames[caller]);
            shown = caller + 1;
        }
        addMore(lines, frames.length - shown);
    }

    private static void addMore(List<String> lines, int frames) {
        if (frames > 0) {
            lines.add("      ... " + frames + " more");
        }
    }

    private static String labelled(String label, String text) {
        return "  " + label + " ".repeat(Math.max(1, LABEL - label.length())) + text;
    }
}
