package io.pageconsistency.hooks;

import java.lang.invoke.MethodHandles;
import java.util.function.Consumer;

import io.pageconsistency.boot.OwnCode;
import io.pageconsistency.ledger.Ledger;

/**
 * What woven code calls in an allocator that is known but not recorded: an allocator in use that nobody watches must be
 * named, or silence would be taken for health.
 *
 * <p>Thread-safe. Cheap enough for an allocator's rarer events, such as a new chunk, and meant for those.
 */
public final class Uncovered {
    private static final Ledger LEDGER = Ledger.ofThisJvm(MethodHandles.lookup());
    private static volatile Consumer<Class<?>> listener;
    /** Tells listeners apart: one does not know what an earlier one was told. */
    private static volatile int number;

    /** Which listener classes were told to last, without keeping any of them alive. */
    private static final ClassValue<Told> TOLD = new ClassValue<>() {
        @Override
        protected Told computeValue(Class<?> type) {
            return new Told();
        }
    };

    private static final class Told {
        volatile int listener;
    }

    private Uncovered() {
    }

    /** Called by the agent: who is to be told; null for nobody. */
    public static synchronized void listener(MethodHandles.Lookup caller, Consumer<Class<?>> consumer) {
        OwnCode.require(caller);
        number++;
        listener = consumer;
    }

    /**
     * Something of the allocator is being used. The listener may hear of a class more than once, but not for long.
     *
     * @param type the allocator's own class
     */
    public static void used(Class<?> type) {
        try {
            Consumer<Class<?>> consumer = listener;
            int now = number;
            if (consumer != null && TOLD.get(type).listener != now) {
                consumer.accept(type);
                TOLD.get(type).listener = now;
            }
        } catch (Throwable e) {
            LEDGER.reports().swallow(e);
        }
    }
}
