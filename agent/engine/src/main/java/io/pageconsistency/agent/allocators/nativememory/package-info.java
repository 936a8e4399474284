/**
 * Makes the JDK report the native memory that it allocates and frees. Begin at
 * {@link io.pageconsistency.agent.allocators.nativememory.NativeMemoryWeaver}.
 */
package io.pageconsistency.agent.allocators.nativememory;
