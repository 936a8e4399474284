package io.pageconsistency.agent;

import java.util.ArrayList;
import java.util.List;

import io.pageconsistency.agent.allocators.described.weaving.DescribedWeaver;
import io.pageconsistency.agent.allocators.nativememory.NativeMemoryWeaver;
import io.pageconsistency.agent.instrument.ModuleStatus;
import io.pageconsistency.agent.instrument.Weaver;

/** The weavers, as far as they have started, and what they report. Thread-safe. */
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

    /** Null if native memory is not watched, and until weaving has begun. */
    NativeMemoryWeaver nativeMemory() {
        return nativeMemory;
    }

    /** Null until weaving has begun. */
    DescribedWeaver described() {
        return describedWeaver;
    }

    /** Returns the status of each module with each copy of its library. */
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

    /** Returns the descriptions that matched no class. */
    List<String> unmet() {
        DescribedWeaver d = describedWeaver;
        return d == null ? List.of() : d.unmet();
    }

    /** Returns where the pools' own books are not compared with the record, and why. */
    List<String> unreadBooks() {
        Weaver w = weaver;
        return w == null ? List.of() : w.unreadBooks();
    }
}
