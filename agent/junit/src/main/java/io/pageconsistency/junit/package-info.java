/**
 * Fails the test, the class or the run in which a pool was misused. Uses the agent's API and, for its setup, {@code setup}; tests
 * use the annotations and the probe. Begin at {@link io.pageconsistency.junit.PageConsistencyExtension}.
 */
package io.pageconsistency.junit;
