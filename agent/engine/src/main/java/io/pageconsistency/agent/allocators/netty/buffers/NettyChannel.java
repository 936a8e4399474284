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
                    // On entry, because a handler that hears of a full queue may have it sent before the exit.
                    .weave(pins().atEntry("held", self(), argument(0), constant(Holders.QUEUE)).atThrow("letGo", argument(0)),
                            "void", "addMessage", "java.lang.Object", "int", "ChannelPromise")
                    // Before the message is released, and before its promise tells others that they may.
                    .weave(pins().atEntry("letGo", argument(0).its("msg"), argument(0).its("cancelled")), "void", "removeEntry", ENTRY)
                    // Gives up what is not flushed; that is put off while the queue is busy with failing.
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
