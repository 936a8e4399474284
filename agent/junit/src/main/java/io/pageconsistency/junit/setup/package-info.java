/**
 * Sets up the checking of tests: looks for the agent, or attaches it, before anything else happens, and switches the extension on.
 *
 * <p>Names no type of the agent: a type that is named before the agent is there exists on the class path for good, and the agent
 * cannot be attached any more.
 */
package io.pageconsistency.junit.setup;
