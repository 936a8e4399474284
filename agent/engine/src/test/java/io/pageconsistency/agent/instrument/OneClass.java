package io.pageconsistency.agent.instrument;

import java.util.List;

/** A module with the classes a test wants, of Netty's buffers unless said otherwise. */
record OneClass(String home, List<WovenClass> classes) implements AllocatorModule {
    OneClass(WovenClass... classes) {
        this("netty.buffer.", List.of(classes));
    }

    @Override
    public String name() {
        return "one-class";
    }
}
