/**
 * The engine of instrumentation: finds copies of a library, checks their symbols, weaves the advice of a module into them, and
 * takes it out again. Knows no allocator. Begin at {@link io.pageconsistency.agent.weaving.AllocatorModule} and
 * {@link io.pageconsistency.agent.weaving.Weaver}.
 */
package io.pageconsistency.agent.weaving;
