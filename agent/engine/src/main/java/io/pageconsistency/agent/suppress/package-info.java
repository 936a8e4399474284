/** Known faults that stay silent: reads the file that lists them, and tells which of them did not occur. */
package io.pageconsistency.agent.suppress;
