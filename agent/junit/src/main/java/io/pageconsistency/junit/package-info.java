/** Fails the test, the class or the run in which a pool was misused. */
package io.pageconsistency.junit;
