package io.pageconsistency.agent.allocators.netty;

import java.util.Map;
import java.util.Set;

/**
 * Methods in Netty's other packages that only pass on an operation on a buffer: methods of messages that own a buffer, and methods
 * that bring a message to a channel's queue.
 */
public final class HandingOn {
    /** The methods by package, in the form of {@code AllocatorModule.handingOn}. */
    public static final Map<String, Set<String>> METHODS = Map.of(
            // From ReferenceCounted, ByteBufHolder and AbstractReferenceCounted.
            "netty.", Set.of("release", "retain", "touch", "deallocate",
                    "content", "copy", "duplicate", "retainedDuplicate", "replace"),
            "netty.channel.", Set.of("write", "writeAndFlush", "invokeWrite", "invokeWrite0", "invokeWriteAndFlush", "addMessage"));

    private HandingOn() {
    }
}
