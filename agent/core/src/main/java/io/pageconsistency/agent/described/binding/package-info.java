/**
 * Compares descriptions with the classes they are about, and reads what they say out of the pools' objects.
 *
 * <p>Compared are class files, so that nothing is loaded early. Read is by method handles, made with the first operation of a
 * class and kept with that class, so that no class loader is kept alive.
 */
package io.pageconsistency.agent.described.binding;
