/**
 * Runs when a described method is called. Reads the transferred memory from the method's arguments and result, with method handles
 * that are kept with the class, and records each piece once.
 */
package io.pageconsistency.agent.allocators.described.reading;
