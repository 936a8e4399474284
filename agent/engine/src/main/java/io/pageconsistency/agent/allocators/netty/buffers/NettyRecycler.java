package io.pageconsistency.agent.allocators.netty.buffers;

import static io.pageconsistency.agent.instrument.advice.Value.argument;

import java.util.List;

import io.pageconsistency.agent.instrument.AllocatorModule;
import io.pageconsistency.agent.instrument.WovenClass;
import io.pageconsistency.agent.instrument.advice.Insertion;
import io.pageconsistency.hooks.Checker;
import io.pageconsistency.hooks.LifeHooks;

/** Netty's recycler, which stores objects for their next use. The hooks keep out buffers that must stay dead. */
public final class NettyRecycler implements AllocatorModule {
    /** The module's name. */
    public static final String NAME = "netty-recycler";

    private static final String OBJECT = "java.lang.Object";

    private final List<WovenClass> classes = List.of(
            handle("Recycler$DefaultHandle"),
            // Before 4.2.7: the handle of objects that are not used again.
            new WovenClass("Recycler$1")
                    .absentInSome()
                    .weaveWhereThere(recycling(), "void", "recycle", OBJECT)
                    .weaveWhereThere(recycling(), "void", "unguardedRecycle", OBJECT),
            // From 4.2.7 on.
            handle("Recycler$LocalPoolHandle").absentInSome());

    /** Which of the two methods a buffer calls depends on the release. The second exists from 4.1.90 on. */
    private static WovenClass handle(String name) {
        return new WovenClass(name)
                .weaveExactly(recycling(), "void", "recycle", OBJECT)
                .weaveWhereThere(recycling(), "void", "unguardedRecycle", OBJECT);
    }

    /** For a method that stores a buffer object for its next use. */
    static Insertion recycling() {
        return Insertion.calling(LifeHooks.class).skippedIf("withholds", argument(0));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String home() {
        return "netty.util.";
    }

    /** An expected Netty that is missing is reported for {@code netty-pooled}. */
    @Override
    public boolean isExpected() {
        return false;
    }

    @Override
    public boolean seen(Checker checker) {
        return checker.bufferLives().seen();
    }

    @Override
    public List<WovenClass> classes() {
        return classes;
    }
}
