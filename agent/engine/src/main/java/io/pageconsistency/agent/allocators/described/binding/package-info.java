/**
 * Compares descriptions with class files, and finds what their paths lead to. Class files are used so that no class is loaded
 * early. A description with one mistake is refused as a whole.
 */
package io.pageconsistency.agent.allocators.described.binding;
