/**
 * The engine of instrumentation: finds copies of a library, checks their symbols, weaves the advice of a module into them, and
 * takes it out again. Knows no allocator. Begin at {@link io.pageconsistency.agent.instrument.AllocatorModule} and
 * {@link io.pageconsistency.agent.instrument.Weaver}.
 */
package io.pageconsistency.agent.instrument;
