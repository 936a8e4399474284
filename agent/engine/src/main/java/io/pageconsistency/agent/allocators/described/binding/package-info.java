/**
 * Compares descriptions with class files, so that nothing is loaded early, and finds what their paths lead to. What fails is
 * refused as a whole.
 */
package io.pageconsistency.agent.allocators.described.binding;
