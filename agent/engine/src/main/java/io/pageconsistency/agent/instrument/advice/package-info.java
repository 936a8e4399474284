/**
 * What is put into methods: calls of hooks, declared as data, and advice that Byte Buddy copies where a call does not do. Knows
 * class files and the hooks, and no copy of a library. Begin at
 * {@link io.pageconsistency.agent.instrument.advice.Insertion}; {@link io.pageconsistency.agent.instrument.advice.Inserter} and
 * {@link io.pageconsistency.agent.instrument.advice.AdviceEditor} do it.
 */
package io.pageconsistency.agent.instrument.advice;
