package io.pageconsistency.recording.pages;

import java.util.List;

import io.pageconsistency.recording.event.Frame;

/**
 * A holder of pages.
 *
 * @param thread the thread that they were handed out on, or null
 * @param calls innermost first; empty if not on record
 */
public record PageHolder(String thread, List<Frame> calls) {
}
