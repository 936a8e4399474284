package io.pageconsistency.hooks;

import java.util.function.Consumer;

import io.pageconsistency.ledger.Ledger;

/**
 * What woven code calls in an allocator that is known but not recorded: an allocator in use that nobody watches must be
 * named, or silence would be taken for health.
 *
 * <p>Thread-safe. Cheap enough for an allocator's rarer events, such as a new chunk, and meant for those.
 */
public final class Uncovered {
    private static volatile Consumer<Class<?>> listener;

    /** Which classes have been told of already, without keeping any of them alive. */
    private static final ClassValue<Told> TOLD = new ClassValue<>() {
        @Override
        protected Told computeValue(Class<?> type) {
            return new Told();
        }
    };

    private static final class Told {
        volatile boolean yes;
    }

    private Uncovered() {
    }

    /** Called by the agent: who is to be told; null for nobody. */
    public static void listener(Consumer<Class<?>> consumer) {
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
            if (consumer != null && !TOLD.get(type).yes) {
                consumer.accept(type);
                TOLD.get(type).yes = true;
            }
        } catch (Throwable e) {
            Ledger.ofThisJvm().reports().swallow(e);
        }
    }
}
