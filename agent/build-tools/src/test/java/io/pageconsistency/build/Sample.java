package io.pageconsistency.build;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.IntSupplier;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import java.util.function.UnaryOperator;

/**
 * Lambdas and method references of all sorts, and records. Strings are not joined with {@code +}, because the virtual machine
 * generates code for that as well.
 */
public final class Sample implements Callable<List<Object>> {
    private final String name = "sample";
    private long calls;

    /** The instance method and its lambda are private methods of an interface. */
    interface Greeting {
        private String text(String who) {
            return "hello ".concat(who);
        }

        default Supplier<String> to(String who) {
            return () -> text(who);
        }
    }

    record All(boolean z, byte b, char c, short s, int i, long j, float f, double d, String text, Object nothing) {
    }

    record None() {
    }

    record Pair(List<Integer> list, int number) {
    }

    record Zero(double value) {
    }

    private static final class Inner implements Greeting {
        Supplier<Supplier<String>> nested(int depth) {
            return () -> () -> Integer.toString(depth);
        }
    }

    @Override
    public List<Object> call() throws Exception {
        List<Object> results = new ArrayList<>();
        int number = 17;
        long wide = 1L << 40;
        double real = 0.5;
        Object[] array = {"a", "b"};

        Callable<String> nothingCaptured = () -> "nothing";
        results.add(nothingCaptured.call());
        Supplier<Object> allCaptured = () -> List.of(name, number, wide, real, array[1]);
        results.add(allCaptured.get());
        Runnable changesField = () -> calls += wide;
        changesField.run();
        results.add(calls);
        // These references drop the result of their method.
        Runnable dropsWide = this::count;
        dropsWide.run();
        Runnable dropsReference = results::size;
        dropsReference.run();
        results.add(calls);

        Function<String, Integer> unbound = String::length;
        results.add(unbound.apply("four"));
        Supplier<String> bound = name::trim;
        results.add(bound.get());
        UnaryOperator<String> staticOne = Sample::upper;
        results.add(staticOne.apply("up"));
        Supplier<List<Object>> constructor = ArrayList::new;
        results.add(constructor.get());
        IntFunction<String[]> arrayConstructor = String[]::new;
        results.add(arrayConstructor.apply(3).length);
        BiFunction<List<String>, Integer, String> ofInterface = List::get;
        results.add(ofInterface.apply(List.of("x", "y"), 1));

        ToLongFunction<Integer> widens = value -> value;
        results.add(widens.applyAsLong(5));
        LongFunction<Object> boxes = value -> value;
        results.add(boxes.apply(6));
        Function<Integer, Long> unboxesAndBoxes = Sample::twice;
        results.add(unboxesAndBoxes.apply(7));
        IntSupplier narrow = () -> 'c';
        results.add(narrow.getAsInt());

        List<String> sorted = new ArrayList<>(List.of("bb", "a", "ccc"));
        sorted.sort(Comparator.comparingInt(String::length).reversed());
        results.add(sorted);
        results.add(new Inner().to("you").get());
        results.add(new Inner().nested(9).get().get());
        for (Object each : List.of(new All(true, (byte) 1, 'c', (short) 2, 3, 4, 5, Double.NaN, "text", null), new None(),
                new Pair(List.of(1), new int[0].length))) {
            // The record equals itself and no other.
            results.add(List.of(each.toString(), each.hashCode() != 0 || each instanceof None, each.equals(each),
                    each.equals(new Pair(List.of(1), 1)), each.equals(new Pair(List.of(1), 0)), each.equals(results)));
        }
        results.add(List.of(new Zero(0.0).equals(new Zero(-0.0)), new Zero(1).equals(new Zero(1)),
                new Zero(1).hashCode() == new Zero(1).hashCode(), new Pair(null, 1).equals(new Pair(List.of(), 1))));
        return results;
    }

    private long count() {
        return ++calls;
    }

    private static String upper(String text) {
        return text.toUpperCase(Locale.ROOT);
    }

    private static long twice(int value) {
        return 2L * value;
    }
}
