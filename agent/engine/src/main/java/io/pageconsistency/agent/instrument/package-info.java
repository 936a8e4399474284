/**
 * The engine of instrumentation. {@link io.pageconsistency.agent.instrument.Weaving} applies any
 * {@linkplain io.pageconsistency.agent.instrument.ClassEdits edits} to classes and removes them.
 * {@link io.pageconsistency.agent.instrument.Weaver} does so for
 * {@linkplain io.pageconsistency.agent.instrument.AllocatorModule modules}: it finds the copies of their libraries and checks their
 * symbols. This package does not know any particular allocator.
 */
package io.pageconsistency.agent.instrument;
