/** What happens when a described method runs: from its arguments and its result to pieces of memory, each told once. */
package io.pageconsistency.agent.described.reading;
