package io.pageconsistency.agent.allocators.netty.buffers;

import static io.pageconsistency.agent.instrument.advice.Value.argument;
import static io.pageconsistency.agent.instrument.advice.Value.constant;
import static io.pageconsistency.agent.instrument.advice.Value.field;
import static io.pageconsistency.agent.instrument.advice.Value.self;

import java.util.List;
import java.util.Map;
import java.util.Set;

import io.pageconsistency.agent.allocators.netty.HandingOn;
import io.pageconsistency.agent.instrument.AllocatorModule;
import io.pageconsistency.agent.instrument.WovenClass;
import io.pageconsistency.agent.instrument.advice.Insertion;
import io.pageconsistency.hooks.PinHooks;

/**
 * Netty's channels, 4.1.52 and later: a message that was written belongs to the channel until the channel has sent it or given it
 * up.
 *
 * <p>A separate module, because channels are in a jar of their own, which a program that only uses buffers does not have. Every
 * transport uses this queue. A message in it belongs to the queue from {@code addMessage} on, until {@code removeEntry}, a
 * cancelled promise, or the end of the channel.
 */
public final class NettyChannel implements AllocatorModule {
    /** The module's name. */
    public static final String NAME = "netty-channel";

    private static final String QUEUE = "ChannelOutboundBuffer";
    private static final String ENTRY = "ChannelOutboundBuffer$Entry";

    private final List<WovenClass> classes = List.of(
            new WovenClass(QUEUE)
                    // On entry, because a handler that is notified of a full queue may have the message sent before the exit.
                    .weave(pins().atEntry("held", self(), argument(0), constant(Holders.QUEUE)).atThrow("letGo", argument(0)),
                            "void", "addMessage", "java.lang.Object", "int", "ChannelPromise")
                    // On entry: before the message is released, and before its promise tells other threads that they may release
                    // it.
                    .weave(pins().atEntry("letGo", argument(0).its("msg"), argument(0).its("cancelled")), "void", "removeEntry", ENTRY)
                    // Gives up the messages that are not flushed. The method postpones this while the queue fails its entries.
                    .weave(pins().atEntry("letGoOfAll", field("inFail"), field("unflushedEntry"), constant("next"), constant("msg"),
                            constant("cancelled")), "void", "close", "java.lang.Throwable", "boolean")
                    .field(ENTRY, "unflushedEntry")
                    .field("boolean", "inFail"),
            new WovenClass(ENTRY)
                    // Releases the message, or has it released later.
                    .weave(pins().atEntry("letGo", field("msg"), field("cancelled")), "int", "cancel")
                    .field("java.lang.Object", "msg")
                    .field("boolean", "cancelled")
                    .field(ENTRY, "next"));

    private static Insertion pins() {
        return Insertion.calling(PinHooks.class);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String home() {
        return "netty.channel.";
    }

    /**
     * Handlers live in other packages, Netty's own included. A handler that releases a message is the caller, not part of the
     * channel.
     */
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
