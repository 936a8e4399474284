package io.pageconsistency.hooks;

import java.lang.invoke.MethodHandles;

import io.pageconsistency.pools.ApiRegions;

/** Called by code woven into the public API, through which pools report their own pages; parameters as for {@link ApiRegions}. */
public final class ApiHooks {
    private static final ApiRegions REGIONS = Checker.ofThisJvm(MethodHandles.lookup()).apiRegions();

    private ApiHooks() {
    }

    public static Object region(Object owner, String pool, long address, long size, long pageSize, boolean known, boolean untouched) {
        return REGIONS.region(owner, pool, address, size, pageSize, known, untouched);
    }

    public static boolean isCurrent(Object record) {
        return REGIONS.isCurrent(record);
    }

    public static void untouched(Object record) {
        REGIONS.untouched(record);
    }

    public static long handedOut(Object record, long page, long count) {
        return REGIONS.handedOut(record, page, count);
    }

    public static void takingBack(Object record, long page, long count, long ticket) {
        REGIONS.takingBack(record, page, count, ticket);
    }

    public static void reset(Object record) {
        REGIONS.reset(record);
    }

    public static void closing(Object record) {
        REGIONS.closing(record);
    }
}
