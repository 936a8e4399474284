/**
 * The engine of instrumentation. {@link io.pageconsistency.agent.instrument.Weaving} puts any
 * {@linkplain io.pageconsistency.agent.instrument.ClassEdits edits} into classes and takes them out again;
 * {@link io.pageconsistency.agent.instrument.Weaver} does so for
 * {@linkplain io.pageconsistency.agent.instrument.AllocatorModule modules}: it finds the copies of their libraries and checks
 * their symbols. Knows no allocator.
 */
package io.pageconsistency.agent.instrument;
