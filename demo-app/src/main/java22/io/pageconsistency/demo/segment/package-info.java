/** A pool of pages over one memory segment, and what can be done wrong with it. Needs Java 22. */
package io.pageconsistency.demo.segment;
