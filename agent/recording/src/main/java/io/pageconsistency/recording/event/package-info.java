/**
 * Events of recordings: those of the agent and of the JDK, and the frames of their stacks. An interface hides the library that
 * reads a recording, so that tools with another reader use the same model. Uses no other package of this module. Begin at
 * {@link io.pageconsistency.recording.event.AgentEvent}.
 */
package io.pageconsistency.recording.event;
