package io.pageconsistency.recording.replay;

import java.util.List;

/**
 * The result of a replay.
 *
 * @param operations the number of replayed operations, including that of the divergence
 * @param leftOut the number of events that say too little to be replayed; {@code limits} says why
 * @param events the origins of the events, in words; empty if there were none
 * @param divergence the first divergence, or null
 * @param limits what such events cannot show, and what was missing, each in one sentence
 */
public record Replayed(long operations, long leftOut, List<String> events, Divergence divergence, List<String> limits) {
}
