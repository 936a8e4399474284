package io.pageconsistency.benchmarks.pairs;

import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.netty.util.concurrent.FastThreadLocalThread;

/** Executes a benchmark on threads of Netty's own kind, as event loops are. Each has its own magazines and its own buffer objects. */
public final class NettyThreads extends ThreadPoolExecutor {
    /** The arguments of a virtual machine that executes its benchmark here. */
    public static final List<String> ARGUMENTS = List.of("-Djmh.executor=CUSTOM", "-Djmh.executor.class=" + NettyThreads.class.getName());

    /** Called by JMH. */
    public NettyThreads(int threads, String prefix) {
        super(threads, threads, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), new ThreadFactory() {
            private final AtomicInteger count = new AtomicInteger();

            @Override
            public Thread newThread(Runnable task) {
                // JMH's own name for a thread that executes a benchmark.
                return new FastThreadLocalThread(task, prefix + "-jmh-worker-" + count.incrementAndGet());
            }
        });
    }
}
