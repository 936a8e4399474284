/**
 * Runs when a described method runs: reads pieces of memory from its arguments and its result, through method handles that are
 * kept with the class, and tells of each piece once.
 */
package io.pageconsistency.agent.allocators.described.reading;
