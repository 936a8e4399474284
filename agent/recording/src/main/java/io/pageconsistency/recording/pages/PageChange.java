package io.pageconsistency.recording.pages;

/**
 * Pages that have another state from some moment on.
 *
 * @param region the number of the region
 * @param page the first one
 * @param holder who has them, a number of {@link PageFilm#holders()}; -1 where nobody does or that is not on record
 * @param since when they were handed out, in milliseconds of the epoch; -1 where that is not on record
 * @param pieces how many pieces of them are held
 */
public record PageChange(int region, int page, int count, PageState state, int holder, long since, int pieces) {
    int end() {
        return page + count;
    }
}
