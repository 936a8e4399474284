/**
 * Native memory: the blocks below all pools, as the JDK gets them from the system and returns them. Hooks call it in the middle of
 * the JDK, so it takes no lock and loads no class. Begin at {@link io.pageconsistency.nativememory.NativeMemory}.
 */
package io.pageconsistency.nativememory;
