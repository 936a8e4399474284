/**
 * Programs that use the pools of public libraries, correctly and with faults. Each is compiled against one library, and the tests
 * start it by name with that library and the agent. Begin at {@code Traffic}, the healthy use that all of them share, and
 * {@code Kafka}, the simplest of them.
 */
package io.pageconsistency.recipes;
