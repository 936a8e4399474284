/**
 * Runs the jcstress tests of the record. The tests are in the packages of the classes that they test, because most of those
 * classes are not public. Begin at {@link io.pageconsistency.stress.Stress}.
 */
package io.pageconsistency.stress;
