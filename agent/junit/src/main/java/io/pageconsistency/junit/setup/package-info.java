/**
 * How the tests come to be checked: the agent is looked for, or attached, before anything else happens, and the extension is
 * switched on.
 *
 * <p>Names no type of the agent. Whoever does, before the agent is there, makes that type exist for good on the class path, and
 * the agent cannot come any more.
 */
package io.pageconsistency.junit.setup;
