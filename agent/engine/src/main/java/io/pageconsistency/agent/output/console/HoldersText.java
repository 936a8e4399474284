package io.pageconsistency.agent.output.console;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.pageconsistency.HeldMemory;
import io.pageconsistency.HolderFigures;
import io.pageconsistency.Quoting;

/** The holders of memory, as text for people and as collapsed stacks. */
public final class HoldersText {
    /** The label for the lines after the exit line, in the form of a block's labels. */
    private static final String STILL_HELD = "  still held    ";
    private static final String NO_STACK = "(no stack on record)";

    private HoldersText() {
    }

    /**
     * A text for people.
     *
     * @param now the time of the examined virtual machine, in milliseconds of the epoch
     * @param frames the number of frames of each stack
     * @param constants whether to include holders that took memory while classes were initialised
     */
    public static List<String> lines(HeldMemory held, long now, int frames, boolean constants) {
        List<String> lines = new ArrayList<>();
        lines.add("held: " + total(held));
        for (HolderFigures holder : held.getHolders()) {
            lines.add("  " + amount(holder, now) + " (" + Quoting.plain(holder.getAllocator()) + ")"
                    + (holder.isConstant() ? ", while a class was initialised" : ""));
            addFrames(lines, holder, frames);
        }
        if (!constants && held.getConstantPieces() != 0) {
            lines.add("  not shown: " + Amounts.bytes(held.getConstantBytes()) + " in "
                    + Amounts.counted(held.getConstantPieces(), "piece")
                    + " taken while classes were initialised, which are usually kept for ever");
        }
        return lines;
    }

    /** A few lines, one for each holder; none if constants are the only holders. */
    public static List<String> atExit(HeldMemory held, long now) {
        List<String> lines = new ArrayList<>();
        if (!held.getHolders().isEmpty()) {
            lines.add(STILL_HELD + total(held));
        }
        for (HolderFigures holder : held.getHolders()) {
            String[] stack = holder.getStack();
            lines.add(STILL_HELD + amount(holder, now) + " (" + Quoting.plain(holder.getAllocator()) + "), by "
                    + (stack.length == 0 ? NO_STACK : Quoting.plain(stack[0])));
        }
        return lines;
    }

    /** The format that tools for flame graphs read: the frames from the outermost on, and the bytes. */
    public static List<String> collapsed(HeldMemory held) {
        List<String> lines = new ArrayList<>();
        for (HolderFigures holder : held.getHolders()) {
            StringBuilder line = new StringBuilder(frame(holder.getAllocator()));
            String[] stack = holder.getStack();
            for (int i = stack.length - 1; i >= 0; i--) {
                int place = stack[i].lastIndexOf('(');
                line.append(';').append(frame(place < 0 ? stack[i] : stack[i].substring(0, place)));
            }
            lines.add(line.append(stack.length == 0 ? ";" + NO_STACK : "").append(' ').append(holder.getEstimatedBytes()).toString());
        }
        return lines;
    }

    /** Replaces the character that separates frames. */
    private static String frame(String text) {
        return Quoting.plain(text).replace(';', ':');
    }

    private static String total(HeldMemory held) {
        long recorded = held.getRecordedPieces();
        String how = recorded == held.getPieces() ? ""
                : recorded == 0 ? "; no holder is on record"
                : "; of " + recorded + " of them the holder is on record, and sizes are extrapolated from these";
        return Amounts.bytes(held.getBytes()) + " in " + Amounts.counted(held.getPieces(), "piece") + how;
    }

    private static String amount(HolderFigures holder, long now) {
        boolean estimated = holder.getEstimatedPieces() != holder.getPieces() || holder.getEstimatedBytes() != holder.getBytes();
        return (estimated ? "about " : "") + Amounts.bytes(holder.getEstimatedBytes()) + " in "
                + Amounts.counted(holder.getEstimatedPieces(), "piece") + (holder.getOldestEpochMillis() == 0 ? ""
                : ", for up to " + Amounts.time(Duration.ofMillis(Math.max(0, now - holder.getOldestEpochMillis()))));
    }

    private static void addFrames(List<String> lines, HolderFigures holder, int frames) {
        String[] stack = holder.getStack();
        if (stack.length == 0) {
            lines.add("      " + NO_STACK);
        }
        int end = Math.min(stack.length, frames);
        for (int i = 0; i < end; i++) {
            lines.add("      at " + Quoting.plain(stack[i]));
        }
        if (end < stack.length) {
            lines.add("      ... " + (stack.length - end) + " more");
        }
    }
}
