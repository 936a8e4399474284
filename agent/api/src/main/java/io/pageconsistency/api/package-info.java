/**
 * For pools of memory that want to be checked and that no description fits: the pool itself says what it hands out and takes
 * back.
 *
 * <p>In a virtual machine with the agent, what the pool says is compared with the agent's own record of every page, and what
 * contradicts it is reported at the very call: a page handed out while somebody has it, given back twice, in another size, by
 * somebody who no longer has it, or not at all when its region ends. Without the agent the methods in here are empty, and the
 * compiler of the virtual machine removes the calls.
 *
 * <p>Ship this artifact with the application. It has nothing in it but these classes, depends on nothing, and may be there
 * several times, also relocated.
 */
package io.pageconsistency.api;
