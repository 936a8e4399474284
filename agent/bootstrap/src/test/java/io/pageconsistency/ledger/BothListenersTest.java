package io.pageconsistency.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.pageconsistency.Operation;
import io.pageconsistency.hooks.Checker;
import io.pageconsistency.region.Geometry;
import io.pageconsistency.region.Region;
import io.pageconsistency.report.LedgerListener;

class BothListenersTest {
    private final Ledger ledger = new Checker().ledger();
    private final Object owner = new Object();
    private final Region region = ledger.open("bench", owner, new Geometry(1L << 32, 0, 4 * 4096, 4096, true), true);
    private final List<String> told = new ArrayList<>();
    private final Listener recording = new Listener("recording");
    private final Listener watcher = new Listener("watcher");

    private final class Listener implements LedgerListener {
        private final String name;
        private boolean wants = true;

        Listener(String name) {
            this.name = name;
        }

        @Override
        public boolean wantsOperations() {
            return wants;
        }

        @Override
        public void crossed(Operation operation, Region of, long page, long count, int slot) {
            told.add(name + " " + page);
        }
    }

    @Test
    void bothAreCalled() {
        ledger.operations(recording);
        ledger.watching(watcher);
        ledger.reserve(region, 1, 1);
        assertThat(told).containsExactly("recording 1", "watcher 1");
    }

    @Test
    void aListenerThatWantsNoOperationsIsNotCalled() {
        recording.wants = false;
        ledger.operations(recording);
        ledger.watching(watcher);
        ledger.reserve(region, 1, 1);
        assertThat(told).containsExactly("watcher 1");
    }

    @Test
    void afterOneIsRemovedTheOtherIsCalledAlone() {
        ledger.watching(watcher);
        ledger.operations(recording);
        ledger.watching(null);
        ledger.reserve(region, 1, 1);
        assertThat(told).containsExactly("recording 1");
    }

    @Test
    void withoutListenersNothingIsCalled() {
        ledger.watching(watcher);
        ledger.watching(null);
        ledger.reserve(region, 1, 1);
        assertThat(told).isEmpty();
    }
}
