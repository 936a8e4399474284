package io.pageconsistency.agent;

import java.lang.instrument.Instrumentation;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.pageconsistency.agent.allocators.netty.pooled.PooledWayBack;
import io.pageconsistency.agent.allocators.netty.pooled.NettyCaches;
import io.pageconsistency.agent.allocators.netty.pooled.NettyPooled;
import io.pageconsistency.agent.instrument.Weaver;
import io.pageconsistency.agent.output.console.Amounts;
import io.pageconsistency.freed.Quarantine;

/**
 * Controls how much freed memory is kept from its pool. The hooks for this are woven only while some memory is kept. Thread-safe.
 */
final class Quarantining {
    /** Without an amount from the user, at most this part (one eighth) of the memory that direct buffers may take. */
    private static final int SHARE = 8;

    private final Instrumentation instrumentation;
    private final Quarantine quarantine;
    private final Weaver weaver;
    private final Set<String> disabled;
    private final BooleanSupplier guarding;
    private final Consumer<String> notices;
    private boolean wanted;

    /**
     * @param disabled the modules that the user disabled
     * @param guarding whether free memory is fenced or poisoned
     * @param notices takes what is to be said, line by line
     */
    Quarantining(Instrumentation instrumentation, Quarantine quarantine, Weaver weaver, Set<String> disabled, BooleanSupplier guarding,
            Consumer<String> notices) {
        this.instrumentation = instrumentation;
        this.quarantine = quarantine;
        this.weaver = weaver;
        this.disabled = disabled;
        this.guarding = guarding;
        this.notices = notices;
    }

    /**
     * Sets how much memory is kept, in bytes; 0 turns the quarantine off. What was kept before is back in its pool when this method
     * returns.
     *
     * @param given whether the user chose the amount
     */
    synchronized void mode(long bytes, boolean given) {
        end();
        wanted = bytes > 0;
        if (!wanted) {
            return;
        }
        long most = given ? bytes : Math.min(bytes, maxDirectMemory() / SHARE);
        // Begin even if nothing is guarded now: if a guard is switched on later, nothing else has to change.
        if (disabled() == null) {
            weaver.demand(true);
            quarantine.begin(most, new PooledWayBack());
        }
        if (whyNot() != null) {
            notices.accept("nothing is kept in quarantine: " + whyNot());
        } else {
            notices.accept("quarantine: up to " + Amounts.bytes(most) + " of memory that is fenced or poisoned when it is freed is kept from"
                    + " its pool for a while, in Netty's pooled allocator; its adaptive allocator, and other pools, get it back at once");
        }
    }

    /** Returns why nothing is kept although it was asked for; null if memory is kept, or if it was not asked for. */
    synchronized String whyNot() {
        if (!wanted) {
            return null;
        }
        String module = disabled();
        if (module != null) {
            return "module '" + module + "' is disabled";
        }
        return guarding.getAsBoolean() ? null : "neither 'fence' nor 'poison' is on, and it is for what they guard";
    }

    /** Returns a module that the quarantine needs and that is disabled, or null. */
    private String disabled() {
        return Stream.of(NettyPooled.NAME, NettyCaches.NAME).filter(disabled::contains).findFirst().orElse(null);
    }

    private long maxDirectMemory() {
        try {
            instrumentation.redefineModule(Object.class.getModule(), Set.of(),
                    Map.of("jdk.internal.misc", Set.of(Quarantining.class.getModule())), Map.of(), Set.of(), Map.of());
            return (long) Class.forName("jdk.internal.misc.VM").getMethod("maxDirectMemory").invoke(null);
        } catch (ReflectiveOperationException | RuntimeException e) {
            return Runtime.getRuntime().maxMemory();
        }
    }

    /** Returns all memory to its pool and removes the hooks for the quarantine. */
    synchronized void end() {
        wanted = false;
        quarantine.end();
        weaver.demand(false);
    }
}
