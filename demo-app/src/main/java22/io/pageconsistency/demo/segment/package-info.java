/**
 * A pool of pages over one memory segment, and the faults that its users can make. Compiled for Java 22, so the demo loads these
 * classes by name. Begin at {@link io.pageconsistency.demo.segment.PagePool}.
 */
package io.pageconsistency.demo.segment;
