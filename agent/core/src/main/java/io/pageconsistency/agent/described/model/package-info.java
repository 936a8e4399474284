/** What a description of a pool says, once it has been read: immutable, and not yet compared with any class. */
package io.pageconsistency.agent.described.model;
