/**
 * What became of the pages of a region in the course of time, from single operations and from looks at all of them. Uses {@code
 * event} and {@code finding}. Begin at {@link io.pageconsistency.recording.pages.PageFilm}.
 */
package io.pageconsistency.recording.pages;
