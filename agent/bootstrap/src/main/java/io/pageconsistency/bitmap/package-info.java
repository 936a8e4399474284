/**
 * The dual bitmap: the states of pages and slots in cells of sixteen bits, whose two halves must agree; and extents of bytes,
 * which have no cells. An operation compares, changes, and answers what contradicts it. Uses nothing but the JDK and the names of
 * violations. Begin at {@link io.pageconsistency.bitmap.Cell}, then {@link io.pageconsistency.bitmap.PageMap}.
 */
package io.pageconsistency.bitmap;
