package io.pageconsistency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

import org.junit.jupiter.api.AfterEach;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import io.pageconsistency.background.Deadline;
import io.pageconsistency.background.Time;
import io.pageconsistency.hooks.Checker;
import io.pageconsistency.hooks.PoolHooks;
import io.pageconsistency.ledger.Ledger;
import io.pageconsistency.region.Geometry;

/** What the agent keeps of an undeployed application keeps neither its classes nor their loader alive. */
class DroppedLoaderTest {
    private static final long PAGE = 8_192;

    /**
     * Loads one class itself and delegates all others to the loader of the tests, as an application's loader does for the agent's
     * classes.
     */
    private static final class Application extends ClassLoader {
        Application() {
            super(DroppedLoaderTest.class.getClassLoader());
        }

        Class<?> load(Class<?> type) throws IOException {
            try (InputStream in = getParent().getResourceAsStream(type.getName().replace('.', '/') + ".class")) {
                byte[] file = in.readAllBytes();
                return defineClass(type.getName(), file, 0, file.length);
            }
        }
    }

    /** A class of the application. It serves as its pool, its user, its error and its listener. */
    public static final class Part extends RuntimeException implements Function<Ledger, Object>, ViolationListener {
        private static final long serialVersionUID = 1;

        @Override
        public Object apply(Ledger ledger) {
            if (ledger == null) {
                PageConsistency.addListener(this);
                PoolHooks.opened("pool", this, null, 0, 8 * PAGE, PAGE, true);
                return null;
            }
            var region = ledger.open("pool", this, new Geometry(0, 0, 8 * PAGE, PAGE, true), true);
            ledger.reserve(region, 1, 1);
            ledger.handOut(region, 1, 1, PAGE, PAGE);
            ledger.takeBack(region, 1, 1);
            ledger.takeBack(region, 1, 1);
            ledger.reports().swallow(this);
            return new Party();
        }

        @Override
        public void onViolation(Violation violation) {
            throw this;
        }
    }

    private final List<Object> kept = new ArrayList<>();
    private final Checker ofThisJvm = ThisJvm.cleared();

    @AfterEach
    void leaveNothingBehind() {
        ofThisJvm.regions().uninstall();
    }

    @SuppressWarnings("unchecked")
    private WeakReference<ClassLoader> use(Ledger ledger) throws Exception {
        Application application = new Application();
        Object part = application.load(Part.class).getConstructor().newInstance();
        assertThat(part).isNotInstanceOf(Part.class);
        kept.add(((Function<Ledger, Object>) part).apply(ledger));
        return new WeakReference<>(application);
    }

    private static boolean isGone(WeakReference<ClassLoader> loader) {
        System.gc();
        return loader.refersTo(null);
    }

    @Test
    void settledPartiesViolationsAndErrorsKeepNoClassAlive() throws Exception {
        Ledger ledger = new Ledger();
        WeakReference<ClassLoader> loader = use(ledger);
        Party party = (Party) kept.get(0);
        String frame = party.stack()[0].toString();
        assertThat(isGone(loader)).as("what is not settled has its classes").isFalse();

        party.settle();
        ledger.settle(Instant.now().plusSeconds(1), Deadline.in(Time.OF_THE_MACHINE, TimeUnit.MINUTES.toNanos(1)));
        await().until(() -> isGone(loader));

        assertThat(party.stack()[0]).hasToString(frame);
        assertThat(ledger.reports().lastViolation().stack()[0].getMethodName()).isEqualTo("apply");
        assertThat(ledger.reports().lastViolation().allocatedBy().stack()[0].getMethodName()).isEqualTo("apply");
        assertThat(ledger.reports().firstSwallowedError()).hasToString(Part.class.getName());
        assertThat(ledger.reports().firstSwallowedError().getStackTrace()).isNotEmpty();
    }

    @Test
    void ownersGatesAndListenersAreNotKept() throws Exception {
        ofThisJvm.regions().install(memory -> 0);
        ofThisJvm.gates().policy((type, gate, epoch) -> gate.open(epoch, owner -> assertThat(owner).isInstanceOf(type)));
        WeakReference<ClassLoader> loader = use(null);
        assertThat(PageConsistency.regions()).isEqualTo(1);

        await().until(() -> isGone(loader));
    }
}
