/**
 * The program that the tests of the command line attach to. It works without the agent, too. Begin at
 * {@link io.pageconsistency.it.program.Obedient}.
 */
package io.pageconsistency.it.program;
