package io.pageconsistency.benchmarks.measuring;

import java.util.List;

/**
 * One way of doing a row's work.
 *
 * @param name as the comparisons and {@code --only} call it
 * @param benchmark the benchmark method, class and all; the program, where it is not one of JMH
 * @param jvmArguments what the measuring virtual machine is started with
 */
public record Variant(String name, String benchmark, List<String> jvmArguments) {
    public static Variant of(Class<?> type, String method, String... jvmArguments) {
        return new Variant(method, type.getName() + "." + method, List.of(jvmArguments));
    }

    public Variant named(String other) {
        return new Variant(other, benchmark, jvmArguments);
    }
}
