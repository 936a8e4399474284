/**
 * The states of the pages of a region over time. They come from single operations and from events with the state of all pages. Uses
 * {@code event} and {@code finding}. Begin at {@link io.pageconsistency.recording.pages.PageFilm}.
 */
package io.pageconsistency.recording.pages;
