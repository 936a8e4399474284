/**
 * The dual bitmap: the states of pages and slots in cells of sixteen bits whose two halves must agree, and byte extents, which have
 * no cells. An operation compares, changes, and says what contradicts it. Begin at {@link io.pageconsistency.bitmap.Cell}, then
 * {@link io.pageconsistency.bitmap.PageMap}. Uses nothing but the JDK and the names of violations.
 */
package io.pageconsistency.bitmap;
