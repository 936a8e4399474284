/** What a description of a pool says: immutable, and not yet compared with any class. */
package io.pageconsistency.agent.allocators.described.model;
