/**
 * One finding, or one holder of memory, with the calls that led to it. This package also decides which call on a stack is the
 * guilty one. Uses {@code event}. Begin at {@link io.pageconsistency.recording.finding.Finding}.
 */
package io.pageconsistency.recording.finding;
