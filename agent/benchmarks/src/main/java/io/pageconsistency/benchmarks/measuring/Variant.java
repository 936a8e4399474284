package io.pageconsistency.benchmarks.measuring;

import java.util.List;
import java.util.stream.Stream;

/**
 * One way of doing a row's work.
 *
 * @param name the name in comparisons and in {@code --only}
 * @param benchmark the benchmark method with its class; the main class if this is no JMH benchmark
 * @param jvmArguments the arguments of the measuring virtual machine
 */
public record Variant(String name, String benchmark, List<String> jvmArguments) {
    public static Variant of(Class<?> type, String method, String... jvmArguments) {
        return new Variant(method, type.getName() + "." + method, List.of(jvmArguments));
    }

    /** The same with more arguments of the virtual machine. */
    Variant with(List<String> more) {
        return new Variant(name, benchmark, Stream.concat(jvmArguments.stream(), more.stream()).toList());
    }

    public Variant named(String other) {
        return new Variant(other, benchmark, jvmArguments);
    }
}
