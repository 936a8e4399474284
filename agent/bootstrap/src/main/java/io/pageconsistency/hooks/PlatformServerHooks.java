package io.pageconsistency.hooks;

import java.lang.invoke.MethodHandles;

import io.pageconsistency.jvm.PlatformServer;

/** Called by code woven into the JDK's method that returns the platform MBean server. */
public final class PlatformServerHooks {
    private static final PlatformServer SERVER = Checker.ofThisJvm(MethodHandles.lookup()).platformServer();

    private PlatformServerHooks() {
    }

    /** The method is about to return the server. */
    public static void asked(Object server) {
        SERVER.asked(server);
    }
}
