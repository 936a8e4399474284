package io.pageconsistency.recording.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;

import org.junit.jupiter.api.Test;

/** The film stays short however much happens, and its end stays exact. */
class PageFilmTest {
    private static final int PAGES = 4096;

    private final PageFilm film = new PageFilm();
    private final PageState[] model = new PageState[PAGES];

    PageFilmTest() {
        Arrays.fill(model, PageState.UNKNOWN);
    }

    private void change(long time, int page, int count, PageState state) {
        film.operation(time, new PageChange(1, page, count, state, -1, -1, 0));
        Arrays.fill(model, page, page + count, state);
    }

    private PageState[] replayed() {
        PageState[] pages = new PageState[PAGES];
        Arrays.fill(pages, PageState.UNKNOWN);
        for (PageFilm.Moment moment : film.moments()) {
            for (PageChange change : moment.changes()) {
                Arrays.fill(pages, change.page(), change.end(), change.state());
            }
        }
        return pages;
    }

    @Test
    void aShortFilmHasEachStep() {
        for (int i = 0; i < 100; i++) {
            change(1000 + i, i, 1, PageState.HELD);
        }
        film.end();

        assertThat(film.moments()).hasSize(100);
        assertThat(film.moments().get(41).time()).isEqualTo(1041);
        assertThat(replayed()).containsExactly(model);
    }

    @Test
    void aLongFilmHasFewMomentsAndAnExactEnd() {
        Random random = new Random(7);
        PageState[] states = {PageState.FREE, PageState.CACHED, PageState.HELD};
        for (int i = 0; i < 1_000_000; i++) {
            int count = 1 + random.nextInt(16);
            change(i, random.nextInt(PAGES - count), count, states[random.nextInt(states.length)]);
        }
        film.end();

        assertThat(film.moments().size()).isBetween(2, PageFilm.MOST_MOMENTS);
        assertThat(film.moments().stream().mapToLong(moment -> moment.changes().size()).sum()).isLessThan(3L * PageFilm.MOST_CHANGES);
        assertThat(film.moments()).isSortedAccordingTo(java.util.Comparator.comparingLong(PageFilm.Moment::time));
        assertThat(film.operations()).isEqualTo(1_000_000);
        assertThat(replayed()).containsExactly(model);
    }

    @Test
    void regionsBeyondWhatCanBeShownAreLeftOutAndThatIsSaid() {
        assertThat(film.shows(1, PageFilm.MOST_CELLS)).isTrue();
        assertThat(film.shows(1, 10)).isTrue();
        assertThat(film.shows(2, 10)).isFalse();
        assertThat(film.isIncomplete()).isTrue();
    }
}
