package io.pageconsistency.cli.jvm;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.pageconsistency.cli.console.Refusal;
import io.pageconsistency.cli.console.Status;

/**
 * The time limit for the answer of another process.
 *
 * <p>Necessary because neither the attach mechanism nor a JMX connection has a time limit for a process that is suspended after its
 * first answer. A call that takes too long is abandoned in a daemon thread.
 */
final class Patience {
    private final Duration limit;

    Patience(Duration limit) {
        this.limit = limit;
    }

    Duration limit() {
        return limit;
    }

    /**
     * Runs a call that waits for another process.
     *
     * @throws Refusal if the call takes too long, or throws one
     * @throws Exception any other exception of the call
     */
    <T> T with(long pid, Callable<T> step) throws Exception {
        FutureTask<T> task = new FutureTask<>(step);
        Thread thread = new Thread(task, "waiting for " + pid);
        thread.setDaemon(true);
        thread.start();
        try {
            return task.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new Refusal(Status.UNREACHABLE, noAnswer(pid));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception cause) {
                throw cause;
            }
            throw e;
        }
    }

    String noAnswer(long pid) {
        return "process " + pid + " does not answer within " + inWords() + "; it may be stopped, too busy, or no Java virtual machine";
    }

    private String inWords() {
        return limit.toMillis() % 1000 == 0 ? limit.toSeconds() + " s" : limit.toMillis() + " ms";
    }
}
