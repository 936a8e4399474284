/**
 * What is inserted into methods: calls of hooks, which are declared as data, and advice, which Byte Buddy copies if calls do not
 * suffice. This package knows class files and the hooks, and no copies of libraries. Begin at
 * {@link io.pageconsistency.agent.instrument.advice.Insertion}; {@link io.pageconsistency.agent.instrument.advice.Inserter} and
 * {@link io.pageconsistency.agent.instrument.advice.AdviceEditor} apply it.
 */
package io.pageconsistency.agent.instrument.advice;
