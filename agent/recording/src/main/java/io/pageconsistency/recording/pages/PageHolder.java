package io.pageconsistency.recording.pages;

import java.util.List;

import io.pageconsistency.recording.event.Frame;

/**
 * Somebody who has pages.
 *
 * @param thread by which they were handed out, or null
 * @param calls innermost first; empty where they are not on record
 */
public record PageHolder(String thread, List<Frame> calls) {
}
