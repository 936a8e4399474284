package io.pageconsistency.agent.allocators.netty.buffers;

import java.util.List;
import java.util.Map;
import java.util.Set;

import io.pageconsistency.agent.allocators.netty.HandingOn;
import io.pageconsistency.agent.instrument.AllocatorModule;
import io.pageconsistency.agent.instrument.WovenClass;

/**
 * Netty's channels, 4.1.52 and later: a message that was written belongs to the channel until it has been sent, or given up.
 *
 * <p>In a jar of its own, which a program that only uses buffers does not have. Every transport has this queue: what is in it belongs to
 * it from {@code addMessage} on, until {@code removeEntry}, a cancelled promise, or the end of the channel.
 */
public final class NettyChannel implements AllocatorModule {
    /** The module's name. */
    public static final String NAME = "netty-channel";

    private static final String QUEUE = "ChannelOutboundBuffer";
    private static final String ENTRY = "ChannelOutboundBuffer$Entry";

    private final List<WovenClass> classes = List.of(
            new WovenClass(QUEUE)
                    .weave(QueueAdvice.Adding.class, "void", "addMessage", "java.lang.Object", "int", "ChannelPromise")
                    .weave(QueueAdvice.Removing.class, "void", "removeEntry", ENTRY)
                    .weave(QueueAdvice.Closing.class, "void", "close", "java.lang.Throwable", "boolean")
                    .field(ENTRY, "unflushedEntry")
                    .field("boolean", "inFail"),
            new WovenClass(ENTRY)
                    .weave(QueueAdvice.Cancelling.class, "int", "cancel")
                    .field("java.lang.Object", "msg")
                    .field("boolean", "cancelled")
                    .field(ENTRY, "next"));

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String home() {
        return "netty.channel.";
    }

    /** A handler that gives a message back is no part of it, whoever wrote that handler. */
    @Override
    public Set<String> packages() {
        return Set.of("netty.buffer.", "netty.util.");
    }

    @Override
    public Map<String, Set<String>> handingOn() {
        return HandingOn.METHODS;
    }

    @Override
    public List<WovenClass> classes() {
        return classes;
    }

    @Override
    public boolean isExpected() {
        return false;
    }
}
