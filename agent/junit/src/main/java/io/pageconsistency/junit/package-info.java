/**
 * Fails the test, the class or the run in which a pool was misused. Begin at
 * {@link io.pageconsistency.junit.PageConsistencyExtension}.
 */
package io.pageconsistency.junit;
