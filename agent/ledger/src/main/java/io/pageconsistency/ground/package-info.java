/** The ground: the blocks of native memory that lie below all pools, as the JDK gets them from and returns them to the system. */
package io.pageconsistency.ground;
