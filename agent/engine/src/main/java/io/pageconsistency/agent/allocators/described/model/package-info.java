/** The contents of a description. Immutable, and not yet compared with any class. */
package io.pageconsistency.agent.allocators.described.model;
