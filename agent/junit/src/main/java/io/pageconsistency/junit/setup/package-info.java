/**
 * Sets up the checking of tests: finds the agent or attaches it before anything else, and enables the extension.
 *
 * <p>This package uses no type of the agent. A type that is used before the agent is there would be loaded from the class path for
 * good, and the agent could not be attached any more.
 */
package io.pageconsistency.junit.setup;
