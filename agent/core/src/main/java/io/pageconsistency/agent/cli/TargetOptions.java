package io.pageconsistency.agent.cli;

import java.time.Duration;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

import io.pageconsistency.agent.options.Durations;

/** Which virtual machine a command is about. */
final class TargetOptions {
    @Parameters(index = "0", arity = "0..1", paramLabel = "<pid>", converter = PidConverter.class,
            description = "The process. Without it the virtual machines of this computer are listed.")
    private Long pid;

    @Option(names = "--timeout", defaultValue = "10s", paramLabel = "<duration>", converter = DurationConverter.class,
            description = "How long the process may take to answer (default: ${DEFAULT-VALUE}).")
    private Duration timeout;

    /** A whole number and a unit, as in the agent's own options. */
    static final class DurationConverter implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String text) {
            Duration duration = Durations.parse(text);
            if (duration == null || duration.isZero()) {
                throw new TypeConversionException("'" + text + "' is none; allowed: a whole number of ms, s, m or h from 1ms on");
            }
            return duration;
        }
    }

    /** A number that a process can have. */
    static final class PidConverter implements ITypeConverter<Long> {
        @Override
        public Long convert(String text) {
            if (!text.matches("0*[1-9]\\d{0,17}")) {
                throw new TypeConversionException("'" + text + "' is no process number; allowed: a whole number from 1 on");
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
        return Target.attach(pid, new Patience(timeout));
    }
}
