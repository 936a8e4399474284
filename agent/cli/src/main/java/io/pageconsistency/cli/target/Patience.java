package io.pageconsistency.cli.target;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.pageconsistency.cli.console.Refusal;
import io.pageconsistency.cli.console.Status;

/**
 * How long another process may take to answer.
 *
 * <p>Needed because neither the attach mechanism nor a management connection gives up on a process that is stopped once it has
 * answered before. What takes too long is left behind in a thread that keeps nobody from ending.
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
     * Does something that waits for another process.
     *
     * @throws Refusal when it takes too long, or says so itself
     * @throws Exception whatever else it throws
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
