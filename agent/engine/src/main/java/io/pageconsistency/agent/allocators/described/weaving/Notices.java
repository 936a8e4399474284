package io.pageconsistency.agent.allocators.described.weaving;

import java.security.ProtectionDomain;
import java.util.function.Consumer;

import io.pageconsistency.agent.instrument.Examination;

/** Reports which pools are covered, and where. Thread-safe. */
final class Notices {
    /** If a description includes subtypes, at most this many classes are named. */
    private static final int NAMED = 16;

    private final Consumer<String> lines;

    /** @param lines receives each line, on the thread that loads a class */
    Notices(Consumer<String> lines) {
        this.lines = lines;
    }

    void say(String line) {
        lines.accept(line);
    }

    /**
     * Reports a copy that was examined. If the description includes subtypes, {@link #implementation} reports each of the classes
     * instead.
     */
    void met(DescribedCopy copy) {
        if (!copy.isAccepted()) {
            refused(copy);
        } else if (copy.module().supertype() == null) {
            lines.accept(copy.module().name() + " covers " + copy.where());
        }
    }

    /** Reports a class of a copy that was woven for the first time. */
    void implementation(DescribedCopy copy, String type, ClassLoader loader, ProtectionDomain domain) {
        String supertype = copy.module().supertype();
        int number = copy.wovenTypes();
        if (supertype == null || number > NAMED + 1) {
            return;
        }
        lines.accept(copy.module().name() + (number > NAMED ? " covers further classes that implement or extend " + supertype
                : " covers " + Examination.origin(type, loader, domain)
                        + (type.equals(supertype) ? "" : ", which implements or extends " + supertype)));
    }

    void refused(DescribedCopy copy) {
        lines.accept(copy.module().name() + " does NOT cover " + copy.where() + ": " + copy.refusal());
    }
}
