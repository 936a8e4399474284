package io.pageconsistency.agent.allocators.netty;

import java.util.Map;
import java.util.Set;

/**
 * Methods of Netty's other packages that only hand on what somebody does with a buffer: those of messages that own one, and those that
 * bring a message to a channel's queue.
 */
public final class HandingOn {
    public static final Map<String, Set<String>> METHODS = Map.of(
            // Of ReferenceCounted, ByteBufHolder and AbstractReferenceCounted.
            "netty.", Set.of("release", "retain", "touch", "deallocate",
                    "content", "copy", "duplicate", "retainedDuplicate", "replace"),
            "netty.channel.", Set.of("write", "writeAndFlush", "invokeWrite", "invokeWrite0", "invokeWriteAndFlush", "addMessage"));

    private HandingOn() {
    }
}
