package io.pageconsistency.recording.pages;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A sequence of pages with equal state in a map, as an event writes it, for example {@code s2#3@1500*7}.
 *
 * @param place the number of the calls that took them, in the snapshot of holders; 0 for none
 * @param age in milliseconds; -1 if not on record
 */
record PagesToken(PageState state, int count, int place, long age, int pieces) {
    private static final Pattern TOKEN = Pattern.compile("(.)(\\d{1,9})(?:#(\\d{1,9}))?(?:@(\\d{1,18}))?(?:\\*(\\d{1,9}))?");

    /** @return null if the text is not a token */
    static PagesToken parse(String text) {
        Matcher parts = TOKEN.matcher(text);
        if (!parts.matches() || parts.group(2).matches("0+")) {
            return null;
        }
        PageState state = PageState.of(parts.group(1).charAt(0));
        int held = state == PageState.HELD || state == PageState.CUT ? 1 : 0;
        return new PagesToken(state, Integer.parseInt(parts.group(2)),
                parts.group(3) == null ? 0 : Integer.parseInt(parts.group(3)),
                parts.group(4) == null ? -1 : Long.parseLong(parts.group(4)),
                parts.group(5) == null ? held : Integer.parseInt(parts.group(5)));
    }
}
