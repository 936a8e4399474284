/**
 * What class files declare, read without loading anything, and what a module needs to find there. Uses nothing else of the
 * agent. Begin at {@link io.pageconsistency.agent.instrument.symbols.ClassShape} and
 * {@link io.pageconsistency.agent.instrument.symbols.Symbol}.
 */
package io.pageconsistency.agent.instrument.symbols;
