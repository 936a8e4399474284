/**
 * Native memory: the blocks below all pools, which the JDK allocates and frees. Hooks call it from inside the JDK, so it takes no lock and
 * loads no class. Begin at {@link io.pageconsistency.nativememory.NativeMemory}.
 */
package io.pageconsistency.nativememory;
