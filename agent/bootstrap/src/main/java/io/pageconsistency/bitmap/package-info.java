/**
 * The record of states: cells of sixteen bits for pages and slots, whose two halves must agree, and byte extents, which have no
 * cells. An operation compares the state, changes it, and returns what contradicts it. Uses only the JDK and the kinds of
 * violations. Begin at {@link io.pageconsistency.bitmap.Cell}, then {@link io.pageconsistency.bitmap.PageMap}.
 */
package io.pageconsistency.bitmap;
