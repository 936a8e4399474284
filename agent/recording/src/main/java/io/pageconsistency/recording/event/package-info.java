/**
 * Events of recordings as they are read: the agent's and the JDK's, from whichever reader, and the frames of their stacks. Uses
 * nothing of the other packages. Begin at {@link io.pageconsistency.recording.event.AgentEvent}.
 */
package io.pageconsistency.recording.event;
