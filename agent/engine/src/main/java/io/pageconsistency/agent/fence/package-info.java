/**
 * System calls and hooks that make free memory inaccessible, if the system and the JVM support that. Begin at
 * {@link io.pageconsistency.agent.fence.Fencing}.
 */
package io.pageconsistency.agent.fence;
