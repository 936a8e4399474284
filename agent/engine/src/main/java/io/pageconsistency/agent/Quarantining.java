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
 * How much freed memory is kept from its pool, and the hooks that this needs, which are woven only while some is. Thread-safe.
 */
final class Quarantining {
    /** Of the memory that direct buffers may take, where nobody has said how much it is to be. */
    private static final int SHARE = 8;

    private final Instrumentation instrumentation;
    private final Quarantine quarantine;
    private final Weaver weaver;
    private final Set<String> disabled;
    private final BooleanSupplier guarding;
    private final Consumer<String> notices;
    private boolean wanted;

    /**
     * @param disabled the modules that are left out
     * @param guarding whether free memory is fenced or poisoned
     * @param notices takes what is to be said, a line each
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
     * Keeps so much from now on; what was kept before is with its pool when this returns.
     *
     * @param given whether the user has said how much
     */
    synchronized void mode(long bytes, boolean given) {
        end();
        wanted = bytes > 0;
        if (!wanted) {
            return;
        }
        long most = given ? bytes : Math.min(bytes, mostDirect() / SHARE);
        // Also where nothing is guarded: should that change, nothing else has to.
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

    /** Why nothing is kept although it was asked for; null where it is, or was not. */
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

    /** What is needed and disabled; or null. */
    private String disabled() {
        return Stream.of(NettyPooled.NAME, NettyCaches.NAME).filter(disabled::contains).findFirst().orElse(null);
    }

    private long mostDirect() {
        try {
            instrumentation.redefineModule(Object.class.getModule(), Set.of(),
                    Map.of("jdk.internal.misc", Set.of(Quarantining.class.getModule())), Map.of(), Set.of(), Map.of());
            return (long) Class.forName("jdk.internal.misc.VM").getMethod("maxDirectMemory").invoke(null);
        } catch (ReflectiveOperationException | RuntimeException e) {
            return Runtime.getRuntime().maxMemory();
        }
    }

    /** Keeps nothing any more, and weaves nothing for it. */
    synchronized void end() {
        wanted = false;
        quarantine.end();
        weaver.demand(false);
    }
}
