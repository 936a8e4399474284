/** What makes free memory inaccessible, where the system and the virtual machine let it. Begin at {@link io.pageconsistency.agent.fence.Fencing}. */
package io.pageconsistency.agent.fence;
