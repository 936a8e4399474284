package io.pageconsistency.dist;

import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Field;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import javax.management.MBeanServer;
import javax.management.ObjectName;

import io.pageconsistency.PageConsistency;
import io.pageconsistency.hooks.PoolHooks;

/** A program with a pool of its own, in which it frees something twice, and with more or less interest in management. */
final class Managed {
    private static final int PAGE = 8192;
    private static final int PAGES = 64;
    private static final Object POOL = new Object();
    /** Kept to the end: memory that the collector frees under a pool is a finding. */
    private static final ByteBuffer MEMORY = ByteBuffer.allocateDirect(PAGES * PAGE);

    private Managed() {
    }

    /** @param arguments {@code silent}, {@code ask}, or {@code scrape} */
    public static void main(String[] arguments) throws Exception {
        PoolHooks.opened("own", POOL, MEMORY, 0, PAGES * PAGE, PAGE, true);
        PoolHooks.reserved(POOL, 0, 20);
        PoolHooks.handedOut(POOL, 0, 5, 0, 5 * PAGE);
        PoolHooks.handedOut(POOL, 5, 2, 5 * PAGE, 2 * PAGE);
        PoolHooks.takingBack(POOL, 5, 2);
        PoolHooks.takingBack(POOL, 5, 2);
        switch (arguments[0]) {
            case "silent" -> System.out.println("nobody asked");
            case "scrape" -> scrape();
            default -> Asking.ask();
        }
        System.out.println("swallowed: " + PageConsistency.swallowedErrors());
    }

    private static void scrape() throws Exception {
        Field exporter = Class.forName("io.prometheus.jmx.JavaAgent").getDeclaredField("httpServer");
        exporter.setAccessible(true);
        Object server = exporter.get(null);
        int port = (int) server.getClass().getMethod("getPort").invoke(server);
        try (InputStream page = URI.create("http://localhost:" + port + "/metrics").toURL().openStream()) {
            System.out.println(new String(page.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    /** Apart, so that the types of management are only linked to where they are asked for. */
    private static final class Asking {
        static void ask() throws Exception {
            MBeanServer server = ManagementFactory.getPlatformMBeanServer();
            ObjectName name = new ObjectName("io.pageconsistency:type=PageConsistency");
            for (String attribute : new String[] {"Regions", "PagesReserved", "PagesHeld", "AllocationCount", "FreeCount",
                "ViolationCount", "SwallowedErrorCount"}) {
                System.out.println(attribute + ": " + server.getAttribute(name, attribute));
            }
            long address = PageConsistency.holdings().get(0).extent().address();
            for (long asked : new long[] {address, address + PAGES * PAGE}) {
                System.out.println("check: " + server.invoke(name, "check", new Object[] {asked}, new String[] {"long"}));
            }
            System.out.println("validate: " + server.invoke(name, "validate", null, null));
            ManagementFactory.getPlatformMBeanServer();
        }
    }
}
