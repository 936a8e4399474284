package io.pageconsistency.agent.instrument;

import java.util.List;

/** A module with the given classes, by default in the package of Netty's buffers. */
record OneClass(String home, List<WovenClass> classes) implements AllocatorModule {
    OneClass(WovenClass... classes) {
        this("netty.buffer.", List.of(classes));
    }

    @Override
    public String name() {
        return "one-class";
    }
}
