package io.pageconsistency.recording.replay;

import java.util.List;

/**
 * What came of it.
 *
 * @param operations how many were replayed, those of the divergence included
 * @param leftOut how many events of operations say too little to be replayed; {@code limits} tells why
 * @param events whose events they were, in words; empty where there were none
 * @param divergence the first, or null
 * @param limits what such events cannot show, and what was missing, a sentence each
 */
public record Replayed(long operations, long leftOut, List<String> events, Divergence divergence, List<String> limits) {
}
