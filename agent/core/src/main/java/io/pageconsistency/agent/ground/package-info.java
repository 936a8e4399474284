/** Makes the JDK tell of the native memory it allocates and frees. */
package io.pageconsistency.agent.ground;
