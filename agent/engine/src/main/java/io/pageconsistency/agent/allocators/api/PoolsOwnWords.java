package io.pageconsistency.agent.allocators.api;

import java.util.List;

import io.pageconsistency.agent.instrument.AllocatorModule;
import io.pageconsistency.agent.instrument.WovenClass;
import io.pageconsistency.pools.ApiRegions;

/**
 * The library {@code page-consistency-api}, in every class loader that has it, also relocated. Pools call it to report their own
 * operations.
 */
public final class PoolsOwnWords implements AllocatorModule {
    private static final String STRING = "java.lang.String";

    private final List<WovenClass> classes = List.of(
            new WovenClass("PageRegion")
                    .weave(RegionAdvice.Opened.class, "void", "<init>", STRING, "long", "long", "long")
                    .weave(RegionAdvice.Untouched.class, "PageRegion", "freeMemoryUntouched")
                    .weave(RegionAdvice.HandedOut.class, "long", "handOut", "long", "long")
                    .weave(RegionAdvice.TakingBack.class, "void", "takeBack", "long", "long", "long")
                    .weave(RegionAdvice.Resetting.class, "void", "reset")
                    .weave(RegionAdvice.Closing.class, "void", "close")
                    .field(STRING, "pool")
                    .field("long", "address")
                    .field("long", "size")
                    .field("long", "pageSize")
                    .field("boolean", "untouched")
                    .field("java.lang.Object", "record"),
            new WovenClass("PageConsistency")
                    .weave(RegionAdvice.Active.class, "boolean", "isActive"));

    @Override
    public String name() {
        return ApiRegions.NAME;
    }

    @Override
    public String home() {
        return "pageconsistency.api.";
    }

    @Override
    public List<WovenClass> classes() {
        return classes;
    }

    @Override
    public boolean isExpected() {
        return false;
    }

    /** In both modes: the hooks themselves throw the error, and this library has no operation of its own to prevent. */
    @Override
    public boolean refuses() {
        return true;
    }
}
