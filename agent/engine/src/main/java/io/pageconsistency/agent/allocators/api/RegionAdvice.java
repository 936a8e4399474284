package io.pageconsistency.agent.allocators.api;

import net.bytebuddy.asm.Advice;

import io.pageconsistency.hooks.ApiHooks;

/**
 * Advice for the regions that pools report through the API.
 *
 * <p>Nothing is suppressed here, because the hooks throw only the errors that are meant for the pool's caller. A region that was
 * made before the agent came has no record. It gets one at its first use.
 */
final class RegionAdvice {
    private RegionAdvice() {
    }

    /** The constructor. */
    static final class Opened {
        @Advice.OnMethodExit
        static void exit(@Advice.This Object region,
                @Advice.FieldValue("pool") String pool, @Advice.FieldValue("address") long address,
                @Advice.FieldValue("size") long size, @Advice.FieldValue("pageSize") long pageSize,
                @Advice.FieldValue(value = "record", readOnly = false) Object record) {
            record = ApiHooks.region(region, pool, address, size, pageSize, true, false);
        }
    }

    /** {@code freeMemoryUntouched}. */
    static final class Untouched {
        @Advice.OnMethodExit
        static void exit(@Advice.FieldValue("record") Object record) {
            ApiHooks.untouched(record);
        }
    }

    /** {@code handOut}. */
    static final class HandedOut {
        @Advice.OnMethodExit
        static void exit(@Advice.This Object region, @Advice.Argument(0) long page, @Advice.Argument(1) long count,
                @Advice.FieldValue("pool") String pool, @Advice.FieldValue("address") long address,
                @Advice.FieldValue("size") long size, @Advice.FieldValue("pageSize") long pageSize,
                @Advice.FieldValue("untouched") boolean untouched,
                @Advice.FieldValue(value = "record", readOnly = false) Object record,
                @Advice.Return(readOnly = false) long ticket) {
            if (!ApiHooks.isCurrent(record)) {
                record = ApiHooks.region(region, pool, address, size, pageSize, false, untouched);
            }
            ticket = ApiHooks.handedOut(record, page, count);
        }
    }

    /** {@code takeBack}. */
    static final class TakingBack {
        @Advice.OnMethodEnter
        static void enter(@Advice.This Object region, @Advice.Argument(0) long page, @Advice.Argument(1) long count,
                @Advice.Argument(2) long ticket,
                @Advice.FieldValue("pool") String pool, @Advice.FieldValue("address") long address,
                @Advice.FieldValue("size") long size, @Advice.FieldValue("pageSize") long pageSize,
                @Advice.FieldValue("untouched") boolean untouched,
                @Advice.FieldValue(value = "record", readOnly = false) Object record) {
            if (!ApiHooks.isCurrent(record)) {
                record = ApiHooks.region(region, pool, address, size, pageSize, false, untouched);
            }
            ApiHooks.takingBack(record, page, count, ticket);
        }
    }

    /** {@code reset}. */
    static final class Resetting {
        @Advice.OnMethodEnter
        static void enter(@Advice.FieldValue("record") Object record) {
            ApiHooks.reset(record);
        }
    }

    /** {@code close}. */
    static final class Closing {
        @Advice.OnMethodEnter
        static void enter(@Advice.FieldValue("record") Object record) {
            ApiHooks.closing(record);
        }
    }

    /** {@code PageConsistency.isActive}. */
    static final class Active {
        @Advice.OnMethodExit
        static void exit(@Advice.Return(readOnly = false) boolean active) {
            active = true;
        }
    }
}
