package io.pageconsistency.dist;

import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.util.concurrent.SynchronousQueue;

import javax.management.ObjectName;

import com.sun.tools.attach.VirtualMachine;

import io.pageconsistency.api.PageConsistency;
import io.pageconsistency.api.PageRegion;

/** A program in which the agent comes and goes twice, while pools that are described, and that tell of themselves, are in use. */
public final class Restarted {
    private static final int PAGES = 64;
    private static final int PAGE = 4_096;
    private static final int TRIES = 3_000;

    private final Buffers pool = new Buffers(PAGES, PAGE);
    private final PageRegion told = PageConsistency.region("told", PAGES * PAGE, PAGE);
    /** Does what it is told, and goes on living with all that it remembers. */
    private final SynchronousQueue<Runnable> tasks = new SynchronousQueue<>();

    private int uses;

    private Restarted() {
    }

    /** @param arguments the agent's jar, and the file that describes the pool */
    public static void main(String[] arguments) throws Exception {
        new Restarted().run(arguments[0], "scrub=100ms,pools=" + arguments[1]);
        // The other thread is in the middle of something.
        System.exit(0);
    }

    private void run(String jar, String options) throws Exception {
        Thread other = new Thread(() -> {
            while (true) {
                try {
                    tasks.take().run();
                } catch (InterruptedException e) {
                    return;
                }
            }
        });
        other.setDaemon(true);
        other.start();
        use("nobody");
        for (String round : new String[] {"first", "second"}) {
            int number = pool.next();
            ByteBuffer older = pool.acquire();
            long ticket = told.handOut(PAGES - 1);
            attach(jar, options);
            WeakReference<ClassLoader> agent = new WeakReference<>(loader());
            pool.release(older, number);
            told.takeBack(PAGES - 1, 1, ticket);
            say(round + ", older");
            use(round);
            tasks.put(() -> use(round + ", elsewhere"));
            tasks.put(() -> { });
            stop();
            use(round + ", stopped");
            System.out.println("let go of: " + isLetGo(agent));
        }
    }

    /** Healthily, and then a second time; each time other pages, about which nothing is known. */
    private void use(String when) {
        int number = pool.next();
        ByteBuffer page = pool.acquire();
        pool.release(page, number);
        long ticket = told.handOut(++uses);
        told.takeBack(uses, 1, ticket);
        say(when + ", healthy");
        pool.release(page, number);
        pool.repair();
        told.takeBack(uses, 1, ticket);
        say(when);
    }

    private static void say(String when) {
        try {
            Class<?> agent = Class.forName("io.pageconsistency.PageConsistency");
            System.out.println(when + ": violations " + agent.getMethod("violations").invoke(null) + ", swallowed "
                    + agent.getMethod("swallowedErrors").invoke(null));
        } catch (ClassNotFoundException e) {
            System.out.println(when + ": no agent");
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void attach(String jar, String options) throws Exception {
        VirtualMachine self = VirtualMachine.attach(Long.toString(ProcessHandle.current().pid()));
        self.loadAgent(jar, options);
        self.detach();
    }

    private static void stop() throws Exception {
        ManagementFactory.getPlatformMBeanServer().invoke(new ObjectName("io.pageconsistency:type=PageConsistency"), "stop", null,
                null);
    }

    /** Of the agent's own classes. */
    private static ClassLoader loader() throws ReflectiveOperationException {
        Object pools = value(Class.forName("io.pageconsistency.hooks.DescribedHooks"), "POOLS", null);
        ClassLoader loader = value(pools.getClass(), "receiver", pools).getClass().getClassLoader();
        System.out.println("a loader of its own: " + (loader != null && loader != ClassLoader.getSystemClassLoader()));
        return loader;
    }

    private static Object value(Class<?> type, String name, Object object) throws ReflectiveOperationException {
        Field field = type.getDeclaredField(name);
        field.setAccessible(true);
        return field.get(object);
    }

    private static boolean isLetGo(WeakReference<ClassLoader> agent) throws InterruptedException {
        for (int i = 0; i < TRIES && !agent.refersTo(null); i++) {
            System.gc();
            Thread.sleep(20);
        }
        return agent.refersTo(null);
    }
}
