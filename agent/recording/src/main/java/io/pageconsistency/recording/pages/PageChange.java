package io.pageconsistency.recording.pages;

/**
 * Pages that have a new state from some moment on.
 *
 * @param region the number of the region
 * @param page the first page
 * @param holder the number of their holder in {@link PageFilm#holders()}; -1 if nothing holds them or the holder is not on record
 * @param since when they were handed out, in milliseconds of the epoch; -1 if not on record
 * @param pieces how many pieces of them are held
 */
public record PageChange(int region, int page, int count, PageState state, int holder, long since, int pieces) {
    int end() {
        return page + count;
    }
}
