package io.pageconsistency.agent.allocators.described.weaving;

import java.security.ProtectionDomain;
import java.util.function.Consumer;

import io.pageconsistency.agent.instrument.Examination;

/** Says which pools are covered, and where. Thread-safe. */
final class Notices {
    /** Of a pool that is meant with its subtypes so many are named. */
    private static final int NAMED = 16;

    private final Consumer<String> lines;

    /** @param lines takes a line on the thread that loads a class */
    Notices(Consumer<String> lines) {
        this.lines = lines;
    }

    void say(String line) {
        lines.accept(line);
    }

    /** A copy has been examined. Where subtypes are meant, it is they that are covered, and are told of one by one. */
    void met(DescribedCopy copy) {
        if (!copy.isAccepted()) {
            refused(copy);
        } else if (copy.module().supertype() == null) {
            lines.accept(copy.module().name() + " covers " + copy.where());
        }
    }

    /** A class of a copy has been woven for the first time. */
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
