/**
 * Makes the JDK tell of the native memory that it allocates and frees. Begin at
 * {@link io.pageconsistency.agent.ground.GroundWeaver}.
 */
package io.pageconsistency.agent.ground;
