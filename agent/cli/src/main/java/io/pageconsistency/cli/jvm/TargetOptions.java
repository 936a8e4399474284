package io.pageconsistency.cli.jvm;

import java.time.Duration;
import java.util.List;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

import io.pageconsistency.agent.options.Durations;
import io.pageconsistency.cli.console.Refusal;

/** The options that choose the virtual machine of a command. */
public final class TargetOptions {
    private static final Duration WITH_ONE = Duration.ofSeconds(10);
    /** Short, so that one process that hangs does not delay the list for long. */
    private static final Duration WITH_EACH = Duration.ofSeconds(3);

    @Parameters(index = "0", arity = "0..1", paramLabel = "<pid>", converter = PidConverter.class,
            description = "The process. Without it the virtual machines of this computer are listed.")
    private Long pid;

    @Option(names = "--timeout", paramLabel = "<duration>", converter = DurationConverter.class,
            description = "How long the process may take to answer (default: 10s, and 3s for each in the list).")
    private Duration timeout;

    /** A whole number and a unit, as in the agent's own options. */
    public static final class DurationConverter implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String text) {
            Duration duration = Durations.parse(text);
            if (duration == null || duration.isZero()) {
                throw new TypeConversionException("'" + text + "' is not a duration; allowed: a whole number of " + Durations.UNITS + " from 1ms on");
            }
            return duration;
        }
    }

    /** A process id. */
    static final class PidConverter implements ITypeConverter<Long> {
        @Override
        public Long convert(String text) {
            if (!text.matches("0*[1-9]\\d{0,17}")) {
                throw new TypeConversionException("'" + text + "' is not a process id; allowed: a whole number from 1 on");
            }
            return Long.valueOf(text);
        }
    }

    boolean given() {
        return pid != null;
    }

    long pid() {
        return pid;
    }

    Target attach() throws Refusal {
        return Target.attach(pid, patience(WITH_ONE));
    }

    /** All virtual machines that were found. */
    List<VirtualMachines.Entry> list() throws InterruptedException {
        return VirtualMachines.list(patience(WITH_EACH));
    }

    private Patience patience(Duration otherwise) {
        return new Patience(timeout == null ? otherwise : timeout);
    }
}
