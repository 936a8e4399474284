/**
 * Reads what class files declare, without loading a class, and defines what a module requires in them. Uses nothing else of the
 * agent. Begin at {@link io.pageconsistency.agent.instrument.symbols.ClassShape} and
 * {@link io.pageconsistency.agent.instrument.symbols.Symbol}.
 */
package io.pageconsistency.agent.instrument.symbols;
