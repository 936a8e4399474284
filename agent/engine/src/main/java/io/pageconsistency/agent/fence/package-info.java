/**
 * System calls and hooks that make free memory inaccessible, where the system and the virtual machine allow it. Begin at
 * {@link io.pageconsistency.agent.fence.Fencing}.
 */
package io.pageconsistency.agent.fence;
