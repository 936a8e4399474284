/**
 * The command line of the demo: runs a healthy service and then the scenarios, and compares the agent's findings with the expected
 * ones. Only {@code Agent} and the classes that run after its check may use types of the agent, which are not in the demo's jar.
 * Begin at {@link io.pageconsistency.demo.DemoApp} and {@code Show}.
 */
package io.pageconsistency.demo;
