/** Suppresses known faults: reads the file that lists them, and says which of them did not occur. */
package io.pageconsistency.agent.suppress;
