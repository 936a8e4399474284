package io.pageconsistency.agent;

import java.util.ArrayList;
import java.util.List;

import io.pageconsistency.agent.allocators.described.weaving.DescribedWeaver;
import io.pageconsistency.agent.allocators.nativememory.NativeMemoryWeaver;
import io.pageconsistency.agent.instrument.ModuleStatus;
import io.pageconsistency.agent.instrument.Weaver;

/** What weaves, as far as it has begun, and what it has come to. Thread-safe. */
final class Woven {
    private volatile Weaver weaver;
    private volatile NativeMemoryWeaver nativeMemory;
    private volatile DescribedWeaver describedWeaver;

    void modules(Weaver begun) {
        weaver = begun;
    }

    void nativeMemory(NativeMemoryWeaver begun) {
        nativeMemory = begun;
    }

    void described(DescribedWeaver begun) {
        describedWeaver = begun;
    }

    /** Null until weaving has begun. */
    Weaver modules() {
        return weaver;
    }

    /** Null where it is disabled, and until it has begun. */
    NativeMemoryWeaver nativeMemory() {
        return nativeMemory;
    }

    /** Null until weaving has begun. */
    DescribedWeaver described() {
        return describedWeaver;
    }

    /** Of all modules, with all copies of their libraries. */
    List<ModuleStatus> statuses() {
        Weaver w = weaver;
        DescribedWeaver d = describedWeaver;
        List<ModuleStatus> all = new ArrayList<>(w == null ? List.of() : w.statuses());
        all.addAll(d == null ? List.of() : d.statuses());
        if (w != null && nativeMemory != null) {
            all.add(nativeMemory.status());
        }
        return all;
    }

    /** Descriptions for which there was nothing. */
    List<String> unmet() {
        DescribedWeaver d = describedWeaver;
        return d == null ? List.of() : d.unmet();
    }

    /** Where the pools' own books are not compared, and why. */
    List<String> unreadBooks() {
        Weaver w = weaver;
        return w == null ? List.of() : w.unreadBooks();
    }
}
