/** Faults that are known, and of which nobody wants to hear: which file says so, and which of them no longer occur. */
package io.pageconsistency.agent.suppress;
