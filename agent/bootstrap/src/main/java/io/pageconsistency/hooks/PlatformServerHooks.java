package io.pageconsistency.hooks;

import java.lang.invoke.MethodHandles;

import io.pageconsistency.jvm.PlatformServer;

/** What is woven into the JDK where everybody asks for the platform's MBean server. */
public final class PlatformServerHooks {
    private static final PlatformServer SERVER = Checker.ofThisJvm(MethodHandles.lookup()).platformServer();

    private PlatformServerHooks() {
    }

    /** Somebody is about to be given the server. */
    public static void asked(Object server) {
        SERVER.asked(server);
    }
}
