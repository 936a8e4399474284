/**
 * For pools that no description fits: the pool itself says what it hands out and takes back.
 *
 * <p>In a virtual machine with the agent, the agent compares what the pool says with its own record of every page. A contradiction
 * is reported at that very call: a page that was handed out while somebody has it, given back twice, in another size, by somebody
 * who no longer has it, or not at all when its region ends. Without the agent the methods are empty, and the compiler of the
 * virtual machine removes the calls.
 *
 * <p>Ship this artifact with the application. It depends on nothing, and may be there several times, also relocated.
 */
package io.pageconsistency.api;
