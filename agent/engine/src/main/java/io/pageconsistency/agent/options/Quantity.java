package io.pageconsistency.agent.options;

import java.util.function.Function;

/**
 * A whole number with a unit, from a least to a most, or {@value #OFF}.
 *
 * @param reader what a number with a unit means; null for any other text
 * @param units what the units are, in words
 * @param off what {@value #OFF} means
 */
record Quantity<T extends Comparable<T>>(Function<String, T> reader, String units, String least, String most, T off)
        implements Allowed<T> {
    static final String OFF = "off";

    @Override
    public T read(String text) {
        if (text.equals(OFF)) {
            return off;
        }
        T value = reader.apply(text);
        return value == null || value.compareTo(reader.apply(least)) < 0 || value.compareTo(reader.apply(most)) > 0 ? null : value;
    }

    @Override
    public String words(String first) {
        String numbers = "any whole number of " + units + " from " + least + " to " + most;
        return first.equals(OFF) ? OFF + ", " + numbers : first + ", " + numbers + ", " + OFF;
    }
}
