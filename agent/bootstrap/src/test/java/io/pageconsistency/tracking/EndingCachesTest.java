package io.pageconsistency.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.api.Test;

/** All orders of a thread that frees memory and a thread whose cache ends. */
class EndingCachesTest {
    private final EndingCaches caches = new EndingCaches();
    private final Object cache = new Object();
    private final Object chunk = new Object();

    private void putting() {
        caches.putting(cache, chunk, 7, 1, 3);
    }

    @Test
    void memoryPutIntoAnEndedCacheIsLost() {
        caches.begin(cache);
        assertThat(caches.end(cache)).isEmpty();
        putting();
        EndingCaches.Put lost = caches.put(true);
        assertThat(lost.owner()).isSameAs(chunk);
        assertThat(lost.page()).isEqualTo(7);
        assertThat(lost.slot()).isEqualTo(3);
        assertThat(lost.party()).as("it is who is on the stack").isNull();
    }

    @Test
    void memoryThatTheCacheRefusesIsNotLost() {
        caches.begin(cache);
        caches.end(cache);
        putting();
        assertThat(caches.put(false)).isNull();
    }

    @Test
    void memoryThatTheEndingCacheGivesBackIsNotLost() {
        caches.begin(cache);
        putting();
        caches.givingBack(chunk, 7, 3);
        assertThat(caches.put(true)).isNull();
        assertThat(caches.end(cache)).isEmpty();
    }

    @Test
    void memoryPutBeforeTheCacheGivesItBackIsNotLost() {
        caches.begin(cache);
        putting();
        assertThat(caches.put(true)).isNull();
        caches.givingBack(chunk, 7, 3);
        assertThat(caches.end(cache)).isEmpty();
    }

    @Test
    void memoryPutTooLateIsLostWhenTheCacheHasEnded() {
        caches.begin(cache);
        putting();
        caches.givingBack(chunk, 7, 4);
        caches.givingBack(new Object(), 7, 3);
        assertThat(caches.put(true)).isNull();
        List<EndingCaches.Put> lost = caches.end(cache);
        assertThat(lost).hasSize(1);
        assertThat(lost.get(0).party().thread()).isEqualTo(Thread.currentThread().getName());
    }

    @Test
    void aPutInProgressAtTheEndOfTheCacheIsLost() {
        caches.begin(cache);
        putting();
        assertThat(caches.end(cache)).isEmpty();
        assertThat(caches.put(true)).isNotNull();
    }

    @Test
    void aCacheThatEndedMeanwhileCausesNoFinding() {
        caches.begin(cache);
        caches.end(cache);
        assertThat(caches.put(true)).isNull();
    }

    @Test
    void aCacheThatEndsTwiceHasEndedAfterTheSecondTime() {
        caches.begin(cache);
        caches.begin(cache);
        putting();
        caches.put(true);
        assertThat(caches.end(cache)).isEmpty();
        assertThat(caches.end(cache)).hasSize(1);
        assertThat(caches.end(cache)).isEmpty();
    }
}
